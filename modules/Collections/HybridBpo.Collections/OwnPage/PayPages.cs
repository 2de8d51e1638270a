using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.OwnPage;

/// <summary>Where a client takes payments: a page of theirs or of whoever takes cards for them. No card data is ever here.</summary>
internal sealed class PayPages(IConfiguration configuration)
{
    private const string Section = "OwnPage:PayAt";

    /// <summary><c>OwnPage:PayAt:CLIENT</c>, https; <c>{reference}</c> in it becomes the account's reference. Null: there is none.</summary>
    public Uri? For(string client, string reference) => configuration[$"{Section}:{client}"] is { Length: > 0 } address
        && Uri.TryCreate(address.Replace("{reference}", Uri.EscapeDataString(reference), StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps ? uri : null;

    /// <summary>Addresses that are set and lead nowhere: the page would silently offer no payment.</summary>
    public DoctorCheck? Look()
    {
        var set = configuration.GetSection(Section).GetChildren().Select(c => c.Key).ToList();
        var wrong = set.Where(client => For(client, "") is null).ToList();
        return set.Count == 0 ? null : wrong.Count == 0
            ? new DoctorCheck("pay pages", true, $"set for {string.Join(", ", set)}")
            : new DoctorCheck("pay pages", false, $"no https address for {string.Join(", ", wrong)}",
                "Set OwnPage__PayAt__CLIENT to an https address.");
    }
}
