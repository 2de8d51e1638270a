using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>The mail server, from <c>Smtp:Host</c>, <c>Port</c>, <c>User</c>, <c>Password</c>, <c>From</c> and <c>Tls</c>.</summary>
/// <param name="Host">Name or address; empty means that mails are captured.</param>
/// <param name="Port">Its port, 587 unless said.</param>
/// <param name="User">Sign-in name; empty for none.</param>
/// <param name="Password">Sign-in password.</param>
/// <param name="From">The sender: one address without a name. Needed once a host is named.</param>
/// <param name="Tls">STARTTLS is required; on unless said, but for a server on this machine.</param>
public sealed record SmtpOptions(string Host, int Port, string User, string Password, string From, bool Tls)
{
    /// <summary>Is a mail server configured? Without one mails are captured and can be looked at.</summary>
    public bool IsConfigured => Host.Length > 0;

    /// <summary>Is it on this machine, so that nothing leaves it by this way alone?</summary>
    public bool IsHere => PublicAddress.IsHere(Host);

    /// <summary>What is wrong with the section, naming the key and what to write there; null when a host may start with it.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads the section <c>Smtp</c>. What cannot be read is in <see cref="Problem"/>.</summary>
    public static SmtpOptions Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Smtp");
        var (host, port, tls, from) = (smtp["Host"]?.Trim() ?? "", smtp["Port"]?.Trim() ?? "", smtp["Tls"]?.Trim() ?? "", smtp["From"]?.Trim() ?? "");
        var problems = new List<string>();
        if (!int.TryParse(port.Length > 0 ? port : "587", NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > 65535)
            problems.Add($"Smtp__Port is {port}: write a number from 1 to 65535.");
        if (!bool.TryParse(tls.Length > 0 ? tls : $"{!PublicAddress.IsHere(host)}", out var secure))
            problems.Add($"Smtp__Tls is {tls}: write true or false.");
        if (host.Any(char.IsWhiteSpace) || host.Contains("://", StringComparison.Ordinal))
            problems.Add("Smtp__Host is not the bare name or address of a mail server.");
        if (host.Length > 0 && from.Length == 0)
            problems.Add("Smtp__Host is set and Smtp__From is not: write the address that mails come from.");
        if (from.Length > 0 && !OutgoingMail.IsAddress(from))
            problems.Add("Smtp__From is not one bare e-mail address: write it as reminders@example.com, without a name.");
        return new SmtpOptions(host, number, smtp["User"] ?? "", smtp["Password"] ?? "", from.Length > 0 ? from : "no-reply@example.com", secure)
        {
            Problem = problems.Count == 0 ? null : string.Join(" ", problems),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => IsConfigured ? $"{Host}:{Port}{(Tls ? " with TLS" : "")} as {From}" : "none: mails are captured";
}
