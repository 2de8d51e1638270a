using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>What handing a mail to the server came to.</summary>
/// <param name="Words">One sentence.</param>
internal abstract record HandedOver(string Words)
{
    /// <summary>The server took it.</summary>
    public sealed record Taken() : HandedOver("The mail server took it.");

    /// <summary>A reply says that it did not take this mail and never will (5xx).</summary>
    public sealed record Refused(string Reply) : HandedOver($"The mail server refused it: {Reply}.");

    /// <summary>A reply says that it did not take this mail now (4xx: greylisting, too many at once, a full disk).</summary>
    public sealed record Later(string Reply) : HandedOver($"The mail server said later: {Reply}.");

    /// <summary>It got no further than the door, whatever the mail: nothing was sent.</summary>
    public sealed record NotLetIn(string Why) : HandedOver($"Nothing was sent: {Why}.");

    /// <summary>It broke off without an answer: nobody can tell.</summary>
    public sealed record BrokenOff() : HandedOver("The connection to the mail server ended before it answered.");
}

/// <summary>Hands mails to the mail server: one connection for each, so that a broken one never leaves the next in doubt.</summary>
internal sealed class MailServer(SmtpOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public SmtpOptions Options => options;

    /// <summary>The fixed Message-ID of a delivery.</summary>
    public string MessageId(Guid delivery) => $"<{delivery:N}@{options.From[(options.From.LastIndexOf('@') + 1)..]}>";

    /// <summary>Is a mail server there and ready to talk? An open port alone is not: a proxy keeps it open while the server is away.</summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(options.Host, options.Port, limit.Token);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var greeting = new char[4];
            var ready = await reader.ReadBlockAsync(greeting, limit.Token) == 4 && greeting is ['2', '2', '0', ..];
            if (ready)
                await stream.WriteAsync("QUIT\r\n"u8.ToArray(), limit.Token);
            return ready;
        }
        catch (Exception away) when (away is SocketException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
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
            return new HandedOver.Taken();
        }
        catch (SmtpException answered) when (Answered(answered) is { } refusal)
        {
            return refusal;
        }
        catch (SmtpException unreachable) when (unreachable.InnerException is SocketException)
        {
            return new HandedOver.NotLetIn("the mail server could not be reached");
        }
        catch (Exception insecure) when (insecure is AuthenticationException || insecure.InnerException is AuthenticationException)
        {
            return new HandedOver.NotLetIn("no secure connection to the mail server came about");
        }
        catch (Exception broken) when (broken is SmtpException or TimeoutException or IOException or InvalidOperationException)
        {
            return new HandedOver.BrokenOff();
        }
    }

    // A reply of the server says for certain that it did not take the mail; without one (general failure) it may have.
    // 432, 454, 530, 534, 535 and 538 answer the sign-in or the want of TLS (RFC 4954, 3207), so they are not about this mail.
    private static HandedOver? Answered(SmtpException error) => (int)error.StatusCode switch
    {
        (int)SmtpStatusCode.GeneralFailure => null,
        432 or 454 or 530 or 534 or 535 or 538 => new HandedOver.NotLetIn($"the mail server refused the sign-in ({(int)error.StatusCode})"),
        421 => new HandedOver.NotLetIn("the mail server takes no mail now (421)"),
        var code and >= 400 and < 500 => new HandedOver.Later(Reply(code)),
        var code and >= 500 and < 600 => new HandedOver.Refused(Reply(code)),
        _ => null,
    };

    private static string Reply(int code) => Enum.IsDefined((SmtpStatusCode)code) ? $"{code} {(SmtpStatusCode)code}" : $"{code}";

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
