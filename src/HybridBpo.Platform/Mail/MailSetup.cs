namespace HybridBpo.Platform;

/// <summary>Is everything set that sending needs?</summary>
public sealed class MailSetup
{
    private readonly MailServer server;
    private readonly SmtpOptions smtp;
    private readonly PublicAddress address;
    private readonly Sender sender;

    internal MailSetup(MailServer server, PublicAddress address, Sender sender) =>
        (this.server, smtp, this.address, this.sender) = (server, server.Options, address, sender);

    /// <summary>Why nothing may be sent with these settings, and what to set; null when nothing is in the way.</summary>
    public string? Problem => smtp.Problem ?? Unreachable ?? Anonymous;

    // A mail server on this machine is taken for one that catches: nothing leaves the machine by this way alone.
    private string? Anonymous => smtp.IsConfigured && !smtp.IsHere && sender.Lacking is { } keys
        ? $"Mails would leave through {smtp.Host} from nobody whom people could know or answer. Set, to your own and not an example's: {keys}."
        : null;

    private string? Unreachable => address.Reach switch
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
            Anonymous is { } anonymous
                ? new DoctorCheck("sender", false, "not yours yet, so nothing is sent", anonymous)
                : new DoctorCheck("sender", true, smtp.IsConfigured && !smtp.IsHere ? "yours" : "nothing leaves this machine"),
            Unreachable is { } unreachable
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
