namespace HybridBpo.Host.ApiKeys;

/// <summary>A key as its pages show it. The secret is kept nowhere.</summary>
public sealed class ApiKey
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string[] Clients { get; set; } = [];
    public string[] Scopes { get; set; } = [];
    public string MadeBy { get; set; } = "";
    public DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When the newest secret ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When the secret before the newest one ends; null when only one works.</summary>
    public DateTimeOffset? OldEndsAt { get; set; }

    public bool HasEnded(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>A key as it was just made or rotated.</summary>
internal sealed record NewApiKey(string Id, string Name, string Key, DateTimeOffset ExpiresAt);

internal sealed record KeyNameMissing() : Invalid("Give the key a name of up to 100 characters: who uses it, and for what.");

internal sealed record KeyClientMissing() : Invalid("Choose one of the clients at least.");

internal sealed record KeyScopeMissing() : Invalid("Choose what the key may do.");

internal sealed record KeyLifeTooLong() : Invalid($"A key works for 1 to {ApiKeys.MostDays} days. Rotate it before it ends.");

internal sealed record KeyOverlapUnknown() : Invalid("Choose for how long the old secret goes on working.");

internal sealed record UnknownKey() : NotFound("There is no such key.");

internal sealed record KeyIsOff() : Conflict("The key is switched off. Switch it on first, or make another one.");
