namespace HybridBpo.Platform;

/// <summary>A delivery to be made, as a module plans it.</summary>
/// <param name="Id">Also becomes the Message-ID; planning the same id again has no effect.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Source">The <see cref="IDeliverySource.Name"/> that prepares it when it is due.</param>
/// <param name="Channel"><c>email</c>.</param>
/// <param name="SubjectId">The person it is about: what is kept of its text is encrypted under their key.</param>
/// <param name="DueAt">Not before this instant.</param>
/// <param name="Json">What the source needs to know later: codes and ids, nothing personal.</param>
/// <param name="Template">Code of the text, so that sending can be stopped by it.</param>
public sealed record PlannedDelivery(
    Guid Id, string Client, string Source, string Channel, Guid SubjectId, DateTimeOffset DueAt, string Json, string Template = "");

/// <summary>A delivery as it stands.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Id">The delivery.</param>
/// <param name="Source">Which source planned it.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Template">Code of its text; empty when it has none.</param>
/// <param name="SubjectId">Whom it is about.</param>
/// <param name="Json">What the source keeps with it.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="State">One of <see cref="DeliveryStates"/>.</param>
/// <param name="Reason">JSON that says why it is in this state; null while there is nothing to say.</param>
/// <param name="WaitsFor"> Why a due one is not tried: <c>off</c>, <c>stopped-firm</c>, <c>stopped-client</c>, <c>stopped-channel</c>,
/// <c>stopped-template</c>, <c>mail-server</c>, <c>setup</c>; see <see cref="DeliveryStates.WordsFor"/>.
/// </param>
/// <param name="AgainAt">When a blocked one comes up again (null for never), or one that the mail server did not take.</param>
/// <param name="Captured">Was it captured because no mail server is configured (state <c>sent</c>)?</param>
/// <param name="ChangedAt">When it came into this state.</param>
public sealed record Delivery(
    string ClientId,
    Guid Id,
    string Source,
    string Channel,
    string Template,
    Guid SubjectId,
    string Json,
    DateTimeOffset DueAt,
    string State,
    string? Reason,
    string? WaitsFor,
    DateTimeOffset? AgainAt,
    bool Captured,
    DateTimeOffset ChangedAt);

/// <summary>The states of a delivery, as stored, and their words.</summary>
public static class DeliveryStates
{
    /// <summary>Waits until it is due, until sending is on, or until the mail server takes it.</summary>
    public const string Planned = "planned";

    /// <summary>Its attempt is reserved and it is being handed over.</summary>
    public const string Sending = "sending";

    /// <summary>The mail server took it, or it was captured.</summary>
    public const string Sent = "sent";

    /// <summary>A rule forbids it now.</summary>
    public const string Blocked = "blocked";

    /// <summary>It is not wanted any more.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It certainly did not leave; a person decides what follows.</summary>
    public const string Failed = "failed";

    /// <summary>Nobody can tell whether it left; never tried again by itself.</summary>
    public const string Unknown = "unknown";

    /// <summary>In <see cref="Delivery.WaitsFor"/>: the mail server cannot be reached.</summary>
    internal const string MailServerAway = "mail-server";

    /// <summary>In <see cref="Delivery.WaitsFor"/>: the host's settings lack something that sending needs.</summary>
    internal const string SetupLacks = "setup";

    /// <summary>What a page says about <see cref="Delivery.WaitsFor"/>.</summary>
    /// <param name="waitsFor">The code.</param>
    /// <param name="client">The client by name, where a page is about several.</param>
    public static string WordsFor(string waitsFor, string client = "this client") => waitsFor switch
    {
        "off" => $"Sending is off for {client} until a supervisor turns it on.",
        "stopped-firm" => "All sending is stopped.",
        "stopped-client" => $"Sending is stopped for {client}.",
        "stopped-channel" => "Sending by this channel is stopped.",
        "stopped-template" => "Sending this text is stopped.",
        "unknown-client" => "There is no such client.",
        SetupLacks => "The host is not set up for sending, so nothing leaves: ./run.sh doctor says what to set.",
        MailServerAway => "The mail server cannot be reached; it is tried again by itself.",
        _ => waitsFor,
    };
}
