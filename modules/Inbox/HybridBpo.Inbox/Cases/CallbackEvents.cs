using HybridBpo.Events;

namespace HybridBpo.Inbox.Cases;

/// What somebody had put aside until a time waits for somebody else from now on.
internal sealed record CallbackHandedOver(
    DateTimeOffset At,
    [property: Code] string By,
    [property: Code] string From,
    [property: Code] string To,
    DateTimeOffset Until);

internal sealed partial class Case
{
    public void Apply(CallbackHandedOver e)
    {
        Version++;
        (SnoozedUntil, SnoozedBy) = (e.Until, e.To);
    }
}
