using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.OwnPage;

/// <summary>Where a client takes payments: a page of theirs or of whoever takes cards for them. No card data is ever here.</summary>
internal sealed class PayPages(IConfiguration configuration)
{
    /// <summary><c>OwnPage:PayAt:CLIENT</c>, https; <c>{reference}</c> in it becomes the account's reference. Null: there is none.</summary>
    public Uri? For(string client, string reference) => configuration[$"OwnPage:PayAt:{client}"] is { Length: > 0 } address
        && Uri.TryCreate(address.Replace("{reference}", Uri.EscapeDataString(reference), StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps ? uri : null;
}
