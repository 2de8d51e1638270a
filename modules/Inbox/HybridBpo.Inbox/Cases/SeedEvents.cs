using HybridBpo.Events;

namespace HybridBpo.Inbox.Cases;

/// A seeded case was decided: from here on, and not before, the log says that it was one. Truth, Proposed: codes of choices. Nothing was carried out.
[EndsStream]
internal sealed record SeedAnswered(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    Guid DecisionId,
    [property: Code] string Choice,
    [property: Code] string Truth,
    [property: Code] string Proposed,
    [property: Personal] string? Why);

/// What a seeded case turned out to be, once it was answered.
internal sealed record SeedTold(string By, string Choice, string Truth, string Proposed, string Why)
{
    public bool IsRight => Choice == Truth;

    public bool Agreed => Choice == Proposed;

    public bool MachineRight => Proposed == Truth;
}

internal sealed partial class Case
{
    /// Why a case is over that was seeded.
    public const string Seeded = "seeded";

    /// Null until it is answered, and of every real case.
    public SeedTold? Seed { get; private set; }

    public void Apply(SeedAnswered e)
    {
        Free();
        Stage = Stages.Withdrawn;
        WithdrawnBecause = Seeded;
        Seed = new SeedTold(e.By, e.Choice, e.Truth, e.Proposed, e.Why ?? "");
    }
}
