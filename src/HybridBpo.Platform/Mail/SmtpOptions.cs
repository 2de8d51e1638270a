using System.Net;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>The mail server, from <c>Smtp:Host</c>, <c>Port</c>, <c>User</c>, <c>Password</c>, <c>From</c> and <c>Tls</c>.</summary>
/// <param name="Host">Name or address; empty means that mails are captured.</param>
/// <param name="Port">Its port, 587 unless said.</param>
/// <param name="User">Sign-in name; empty for none.</param>
/// <param name="Password">Sign-in password.</param>
/// <param name="From">The sender's address.</param>
/// <param name="Tls">STARTTLS is required; on unless said, but for a server on this machine.</param>
public sealed record SmtpOptions(string Host, int Port, string User, string Password, string From, bool Tls)
{
    /// <summary>Is a mail server configured? Without one mails are captured and can be looked at.</summary>
    public bool IsConfigured => Host.Length > 0;

    /// <summary>Reads the section <c>Smtp</c>.</summary>
    public static SmtpOptions Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Smtp");
        var host = smtp["Host"]?.Trim() ?? "";
        var here = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return new SmtpOptions(host, smtp.GetValue("Port", 587), smtp["User"] ?? "", smtp["Password"] ?? "",
            smtp["From"] ?? "no-reply@example.com", smtp.GetValue("Tls", !here));
    }

    /// <inheritdoc/>
    public override string ToString() => IsConfigured ? $"{Host}:{Port}{(Tls ? " with TLS" : "")} as {From}" : "none: mails are captured";
}
