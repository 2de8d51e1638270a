using HybridBpo.Events;

namespace HybridBpo.Inbox.Cases;

/// A supervisor looks after what was told of this case. Step: the last one that had happened to it, and that they saw.
internal sealed record EscalationAcknowledged(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Code] string Step,
    [property: Personal] string? Note,
    bool AfterReveal);

internal sealed partial class Case
{
    /// The key of the step that happened last, or null.
    public string? LastEscalation { get; private set; }

    /// Who looks after what was told last, or null: nobody yet.
    public string? LookedAfterBy { get; private set; }

    public void Apply(EscalationAcknowledged e)
    {
        Version++;
        LookedAfterBy = e.By;
    }

    private void Escalated(string key, bool told)
    {
        Escalations.Add(key);
        LastEscalation = key;
        LookedAfterBy = told ? null : LookedAfterBy;
    }
}
