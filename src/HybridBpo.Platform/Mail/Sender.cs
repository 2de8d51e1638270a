using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>Who writes to people: what must be real before anything leaves for real.</summary>
/// <param name="Lacking">The keys that are unset or hold an example's value, each with what to write there; null when none does.</param>
internal sealed record Sender(string? Lacking)
{
    private static readonly string[] ExampleDomains = ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"];

    /// <summary>Reads <c>Firm:Name</c>, <c>Smtp:From</c>, <c>Smtp:ReplyTo</c> and <c>PublicUrl</c>.</summary>
    public static Sender Read(IConfiguration configuration)
    {
        string Of(string key) => configuration[key]?.Trim() ?? "";
        var lacking = new List<string>();
        if (Of("Firm:Name") is var name && (name.Length == 0 || name.Equals("HybridBpo", StringComparison.OrdinalIgnoreCase)))
            lacking.Add("Firm__Name (the name that people know you by)");
        if (!IsReal(Of("Smtp:From")))
            lacking.Add("Smtp__From (an address of your own domain)");
        if (!IsReal(Of("Smtp:ReplyTo")))
            lacking.Add("Smtp__ReplyTo (an address of yours that people read)");
        if (!Uri.TryCreate(Of("PublicUrl"), UriKind.Absolute, out var link) || IsExample(link.Host))
            lacking.Add("PublicUrl (where people reach the public pages)");
        return new Sender(lacking.Count == 0 ? null : string.Join(", ", lacking));
    }

    private static bool IsReal(string address) => OutgoingMail.IsAddress(address) && !IsExample(address[(address.LastIndexOf('@') + 1)..]);

    private static bool IsExample(string host) => ExampleDomains.Any(domain =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));
}
