namespace HybridBpo.Platform;

/// <summary>A company that outsources to us.</summary>
/// <param name="ClientId">Its code, such as <c>fernbrook</c>; also the event store's tenant.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">ISO 4217 code of its money.</param>
/// <param name="Country">ISO 3166-1 code of two letters.</param>
/// <param name="TimeZone">IANA time zone of its business days.</param>
/// <param name="Regime">Code of the contact rules that bind it, such as <c>us-fdcpa</c>.</param>
/// <param name="Settings">Further settings as a JSON object.</param>
/// <param name="SendingOn">Did a supervisor turn its sending on? Stops are apart: see the sending switch.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record Client(
    string ClientId,
    string Name,
    string Currency,
    string Country,
    string TimeZone,
    string Regime,
    string Settings,
    bool SendingOn,
    DateTimeOffset CreatedAt);

/// <summary>What is needed to add a client; the meaning of <see cref="Client"/>.</summary>
public sealed record NewClient(string ClientId, string Name, string Currency, string Country, string TimeZone, string Regime);

/// <summary>There is a client with that code already.</summary>
public sealed record ClientExists(string Message) : Conflict(Message)
{
    /// <inheritdoc/>
    public override string Heading => "That code is taken";
}

/// <summary>Something about the client cannot be taken as it is.</summary>
public sealed record ClientNotValid(string Message) : Invalid(Message);
