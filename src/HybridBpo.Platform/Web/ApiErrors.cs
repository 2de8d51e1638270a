namespace HybridBpo.Platform;

/// <summary>The body is not JSON.</summary>
public sealed record NotJson() : Refusal("Send JSON: the header Content-Type: application/json.")
{
    /// <inheritdoc/>
    public override int Status => 415;
}

/// <summary>The body is not the JSON that is taken.</summary>
public sealed record BodyUnreadable(string Where)
    : Refusal($"The body is not the JSON that this takes, at {Where}. See /api/v1/openapi.json. Nothing was recorded.")
{
    /// <inheritdoc/>
    public override int Status => 400;
}

/// <summary>The body is too large.</summary>
public sealed record BodyTooLarge(int Most) : TooLarge($"The body is larger than {Most / 1024:N0} KiB. Nothing was recorded. Send less at once.");

/// <summary>The key is for several clients, and none was named.</summary>
public sealed record ClientNotNamed() : Invalid("Your key is for several clients: say which as client.");

/// <summary>The key is not for this client.</summary>
public sealed record ClientNotYours() : Invalid("Your key is not for this client. Nothing was recorded.");

/// <summary>Whose client a program asks about.</summary>
public static class ApiClients
{
    /// <summary>The client that was named, or the only one of the key.</summary>
    public static Result<string> Of(Access access, string? named) =>
        named is null ? access.Clients is [var only] ? only : new ClientNotNamed()
        : access.Sees(named) ? named : new ClientNotYours();
}
