using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Negotiation;

namespace HybridBpo.Collections;

/// <summary>An account as far as decisions need it. Money is not here: the balance is the sum of the transactions.</summary>
internal sealed class Account : IAboutSomebody
{
    public const string Unknown = "none";

    /// <summary>State of an account whose person was erased.</summary>
    public const string Erased = "erased";

    public Guid Id { get; private set; }

    public long Version { get; private set; }

    public Guid PersonId { get; private set; }

    public string Reference { get; private set; } = "";

    public string Currency { get; private set; } = "";

    public bool Recalled { get; private set; }

    public bool IsErased { get; private set; }

    public string Band { get; private set; } = Unknown;

    public List<Hold> Holds { get; } = [];

    public List<OpenDispute> Disputes { get; } = [];

    /// <summary>Claims of later files by case, with what was decided; null while it is open.</summary>
    public Dictionary<Guid, string?> Disagreements { get; } = [];

    public PlanOffered? Plan { get; private set; }

    /// <summary>What the person said to the plan; null as long as nothing is known.</summary>
    public string? PlanAnswer { get; private set; }

    public static Guid IdOf(string client, string reference) => Ids.For(client, "account", reference);

    public static Account Create(AccountPlaced e) => new() { PersonId = e.PersonId, Reference = e.Reference, Currency = e.Currency };

    // The file that had placed it was undone, and another one has it.
    public void Apply(AccountPlaced e) => (PersonId, Reference, Currency, Recalled) = (e.PersonId, e.Reference, e.Currency, false);

    public void Apply(AccountRecalled e) => Recalled = true;

    public void Apply(PlacementUndone e) => Recalled = true;

    public void Apply(HolderErased e)
    {
        (Recalled, IsErased, Plan, PlanAnswer) = (true, true, null, null);
        Holds.Clear();
        Disputes.Clear();
        foreach (var asked in Disagreements.Keys.ToList()) Disagreements[asked] ??= Erased;
    }

    public void Apply(RiskBandChanged e) => Band = e.To;

    public void Apply(PlanOffered e) => (Plan, PlanAnswer) = (e, null);

    public void Apply(PlanAccepted e) => PlanAnswer = AnswerPlan.Accepted;

    public void Apply(PlanRefused e) => PlanAnswer = AnswerPlan.Refused;

    public void Apply(HoldPlaced e)
    {
        Holds.RemoveAll(h => h.Id == e.HoldId); // Prolonged.
        Holds.Add(new Hold(e.HoldId, e.Kind, e.Until, e.Reason));
    }

    public void Apply(HoldReleased e) => Holds.RemoveAll(h => h.Id == e.HoldId);

    public void Apply(DisputeOpened e) => Disputes.Add(new OpenDispute(e.DisputeId, e.Kind));

    public void Apply(DisputeResolved e) => Disputes.RemoveAll(d => d.Id == e.DisputeId);

    public void Apply(PlacementDisagreed e) => Disagreements[e.CaseId] = null;

    public void Apply(PlacementReconciled e) => Disagreements[e.CaseId] = e.Resolution;

    internal sealed record Hold(Guid Id, string Kind, DateTimeOffset? Until, string Reason)
    {
        public bool IsActive(DateTimeOffset now) => Until is null || Until > now;
    }

    internal sealed record OpenDispute(Guid Id, string Kind);
}
