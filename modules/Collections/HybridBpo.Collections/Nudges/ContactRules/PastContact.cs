namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>A contact of the past, or one whose sending is reserved and under way.</summary>
internal sealed record PastContact
{
    /// <summary>One of <see cref="Channels"/>.</summary>
    public required string Channel { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The attempt that reserved it; null for what was noted afterwards. One message about several debts is one contact for the person.
    /// </summary>
    public Guid? AttemptId { get; init; }

    /// <summary>Reference of the debt.</summary>
    public required string Debt { get; init; }

    /// <summary><c>placed</c> (a call), <c>conversation</c>, <c>sent</c> (a message), <c>reserved</c>.</summary>
    public string Kind { get; init; } = "sent";

    public string Purpose { get; init; } = Purposes.Reminder;

    /// <summary>The person reached us. Does not count as placed; a conversation counts all the same.</summary>
    public bool Inbound { get; init; }

    /// <summary>Why it is left out of the call count: <c>prior-consent</c>, <c>not-connected</c>, <c>to-attorney</c>, <c>to-creditor</c>.</summary>
    public string? Excluded { get; init; }

    /// <summary>When the consent for an exclusion by <c>prior-consent</c> was given.</summary>
    public DateTimeOffset? ConsentAt { get; init; }
}
