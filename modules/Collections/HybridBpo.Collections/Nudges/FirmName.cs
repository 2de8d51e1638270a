using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.Nudges;

/// <summary>The firm that writes, as <c>Firm:Name</c> gives it.</summary>
internal sealed class FirmName(IConfiguration configuration)
{
    public string Value { get; } = configuration["Firm:Name"] is { Length: > 0 } name ? name : "HybridBpo";
}
