using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>What handing a mail to the server came to.</summary>
/// <param name="Outcome">Sent, Failed (certainly not taken) or Unknown of <see cref="DeliveryStates"/>.</param>
/// <param name="Words">One sentence.</param>
internal sealed record HandedOver(string Outcome, string Words);

/// <summary>Hands mails to the mail server: one connection for each, so that a broken one never leaves the next in doubt.</summary>
internal sealed class MailServer(SmtpOptions options)
{
    public SmtpOptions Options => options;

    /// <summary>The fixed Message-ID of a delivery.</summary>
    public string MessageId(Guid delivery) => $"<{delivery:N}@{options.From[(options.From.LastIndexOf('@') + 1)..]}>";

    /// <summary>Does the server answer at all? Asked before an attempt is reserved, so that an outage leaves nothing in doubt.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(options.Host, options.Port, limit.Token);
            return true;
        }
        catch (Exception away) when (away is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Hands one mail over.</summary>
    /// <param name="delivery">Becomes the Message-ID.</param>
    /// <param name="mail">The mail; its <see cref="OutgoingMail.Problem"/> is null.</param>
    /// <param name="limit">How long it may take; afterwards nobody can tell what came of it.</param>
    public async Task<HandedOver> HandOverAsync(Guid delivery, OutgoingMail mail, TimeSpan limit)
    {
        using var message = Message(delivery, mail);
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.Tls };
        if (options.User.Length > 0)
            client.Credentials = new NetworkCredential(options.User, options.Password);
        try
        {
            // SmtpClient looks at a token only between its steps: a server that never answers must be left by the clock.
            await client.SendMailAsync(message, CancellationToken.None).WaitAsync(limit, CancellationToken.None);
            return new HandedOver(DeliveryStates.Sent, "The mail server took it.");
        }
        catch (SmtpException refused) when (Reply(refused) is { } reply)
        {
            return new HandedOver(DeliveryStates.Failed, $"The mail server refused it: {reply}.");
        }
        catch (SmtpException unreachable) when (unreachable.InnerException is SocketException
                                                or HttpRequestException or System.Security.Authentication.AuthenticationException)
        {
            return new HandedOver(DeliveryStates.Failed, "The mail server could not be reached, so nothing was sent.");
        }
        catch (Exception broken) when (broken is SmtpException or TimeoutException or IOException or InvalidOperationException)
        {
            return new HandedOver(DeliveryStates.Unknown, "The connection to the mail server ended before it answered.");
        }
    }

    // A reply of the server says for certain that it did not take the mail; without one (general failure) it may have.
    private static string? Reply(SmtpException error) => error.StatusCode switch
    {
        SmtpStatusCode.GeneralFailure => null,
        var code when (int)code is >= 400 and < 600 => $"{(int)code} {code}",
        _ => null,
    };

    private MailMessage Message(Guid delivery, OutgoingMail mail)
    {
        var message = new MailMessage(options.From, mail.To)
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Headers = { { "Message-ID", MessageId(delivery) }, { "Auto-Submitted", "auto-generated" } },
        };
        if (mail.ReplyTo is not null)
            message.ReplyToList.Add(mail.ReplyTo);
        if (mail.UnsubscribeUrl is not null)
        {
            message.Headers.Add("List-Unsubscribe", $"<{mail.UnsubscribeUrl}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        if (mail.Html.Length > 0)
            message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return message;
    }
}
