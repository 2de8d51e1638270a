namespace HybridBpo.Platform;

/// <summary>Is everything set that sending needs?</summary>
public sealed class MailSetup
{
    private readonly MailServer server;
    private readonly SmtpOptions smtp;
    private readonly PublicAddress address;

    internal MailSetup(MailServer server, PublicAddress address) => (this.server, smtp, this.address) = (server, server.Options, address);

    /// <summary>Why nothing may be sent with these settings, and what to set; null when nothing is in the way.</summary>
    public string? Problem => smtp.Problem ?? address.Reach switch
    {
        PublicReach.Nobody => $"PublicUrl is {address.Url}: write an http or https address, such as https://pay.example.com.",
        PublicReach.ThisMachine when smtp.IsConfigured && !smtp.IsHere =>
            $"Mails would leave through {smtp.Host} with opt-out links to {address.Url}, which nobody but this machine can open: "
            + "set PublicUrl to the address under which people reach the public pages, such as https://pay.example.com.",
        _ => null,
    };

    /// <summary>What doctor says of mail.</summary>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<DoctorCheck>> LookAsync(CancellationToken ct)
    {
        if (smtp.Problem is { } unreadable)
            return [new DoctorCheck("SMTP", false, "cannot be used as it is set", unreadable)];
        var answers = !smtp.IsConfigured || await server.AnswersAsync(ct);
        return
        [
            answers
                ? new DoctorCheck("SMTP", true, smtp.ToString())
                : new DoctorCheck("SMTP", false, $"{smtp} does not answer",
                    "Check Smtp__Host and Smtp__Port, or start the mail server; until then mails wait."),
            Problem is { } unreachable
                ? new DoctorCheck("public links", false, address.Url, unreachable)
                : new DoctorCheck("public links", true, address.Url),
        ];
    }
}

/// <summary>Nothing can be sent as the host is set up.</summary>
public sealed record SendingNotReady(string Message) : Conflict(Message)
{
    /// <inheritdoc/>
    public override string Heading => "Not set up for sending";
}
