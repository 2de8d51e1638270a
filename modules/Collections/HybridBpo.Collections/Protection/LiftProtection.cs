using HybridBpo.Collections.Negotiation;

namespace HybridBpo.Collections.Protection;

/// <summary>Takes a protection away that was noted by mistake or has ended. Only a person may, and says why.</summary>
internal sealed record LiftProtection(string Kind, string LiftedBy, DateTimeOffset At, string Why)
{
    public static Result<Decision<Done>> Decide(LiftProtection lift, Person? person) =>
        person is null || !person.Protections.Contains(lift.Kind) ? new NotFound("There is no such protection.")
        : lift.Why.Length == 0 ? new ReasonMissing("Say why: it takes protection away, and everybody can read it.")
        : new Decision<Done>(Done.Yes, new ProtectionLifted(lift.Kind, lift.LiftedBy, lift.At, lift.Why));
}
