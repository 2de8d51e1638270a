using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Reach;

namespace HybridBpo.Collections;

/// <summary>A person as one client's file knows them: every contact and every protective word. Its version serialises contact budgets.</summary>
internal sealed class Person : IAboutSomebody
{
    private readonly List<PastContact> messages = [];

    private IReadOnlyList<PastContact>? contacts;

    public Guid Id { get; private set; }

    public long Version { get; private set; }

    /// <summary>Every contact, the reserved ones included: what is under way counts until it is certain that nothing left.</summary>
    public IReadOnlyList<PastContact> Contacts => contacts ??= [.. messages, .. Calls.Contacts];

    /// <summary>The calls among them, with who told of each.</summary>
    public ToldCalls Calls { get; } = new();

    public List<OptOut> OptOuts { get; } = [];

    public List<Guid> OptedOutAddresses { get; } = [];

    public DateTimeOffset? CeasedAt { get; private set; }

    public List<DateTimeOffset> Attorneys { get; } = [];

    public DateTimeOffset? BankruptAt { get; private set; }

    public DateTimeOffset? DeceasedAt { get; private set; }

    /// <summary>What protects the person now, as codes.</summary>
    public IEnumerable<string> Protections => new (string Kind, bool Stands)[]
    {
        (Kinds.OptedOut, OptOuts.Count > 0), (Kinds.Cease, CeasedAt is not null), (Kinds.Attorney, Attorneys.Count > 0),
        (Kinds.Bankruptcy, BankruptAt is not null), (Kinds.Death, DeceasedAt is not null),
    }.Where(p => p.Stands).Select(p => p.Kind);

    /// <summary>How often a protection was taken away: what is said after that is said anew.</summary>
    public int Lifts { get; private set; }

    /// <summary>Who looked at the numbers and addresses, and when last.</summary>
    public Dictionary<string, DateTimeOffset> Looks { get; } = [];

    public static Guid IdOf(string client, string key) => Ids.For(client, "person", key);

    public static Person Create(PersonRegistered e) => new();

    public bool IsErased { get; private set; }

    public void Apply(DebtorErased e) => IsErased = true;

    public void Apply(ContactDetailsShown e) => Looks[e.ShownTo] = e.At;

    public void Apply(ContactAttempted e)
    {
        contacts = null;
        if (e.Channel == Channels.Call)
        {
            Calls.Add(e.AttemptId, new Telling(
                e.At, e.Inbound, e.Outcome ?? CallOutcomes.NoAnswer, e.AddressId, e.Debts, e.ImportId, e.Seconds ?? 0));
            return;
        }

        foreach (var debt in e.Debts) messages.Add(new PastContact
        {
            Channel = e.Channel,
            At = e.At,
            Debt = debt,
            Purpose = e.Purpose,
            Inbound = e.Inbound,
            AttemptId = e.AttemptId,
        });
    }

    public void Apply(ContactNotMade e)
    {
        contacts = null;
        messages.RemoveAll(c => c.AttemptId == e.AttemptId);
    }

    public void Apply(ConversationHeld e)
    {
        contacts = null;
        if (e.Channel == Channels.Call)
        {
            // Those of before have no id; two of them are two.
            Calls.Add(e.CallId ?? Ids.For("", "talk", $"{e.At.UtcTicks}|{Calls.All.Count}"), new Telling(
                e.At, e.Inbound, CallOutcomes.RightParty, e.AddressId, e.Debts, e.ImportId, e.Seconds ?? 0));
            return;
        }

        foreach (var debt in e.Debts) messages.Add(new PastContact
        { Channel = e.Channel, At = e.At, Debt = debt, Kind = "conversation", Inbound = e.Inbound });
    }

    public void Apply(CallToldAgain e)
    {
        contacts = null;
        Calls.Add(e.CallId, new Telling(e.At, e.Inbound, e.Outcome, e.AddressId, e.Debts, e.ImportId, e.Seconds ?? 0));
    }

    public void Apply(CallsTakenBack e)
    {
        contacts = null;
        Calls.TakeBack(e.ImportId);
    }

    public void Apply(OptedOut e)
    {
        // An opt-out by link names one address; the firm-wide list carries it to every client. Here it closes the whole channel.
        OptOuts.Add(new OptOut(e.Scope == "address" ? Channels.Email : e.Scope, e.At));
        if (e.AddressId is { } address) OptedOutAddresses.Add(address);
    }

    public void Apply(CeaseReceived e) => CeasedAt ??= e.At;

    public void Apply(AttorneyNoted e) => Attorneys.Add(e.At);

    public void Apply(BankruptcyNoted e) => BankruptAt ??= e.At;

    public void Apply(DeathNoted e) => DeceasedAt ??= e.At;

    public void Apply(ProtectionLifted e)
    {
        Lifts++;
        switch (e.Kind)
        {
            case Kinds.OptedOut:
                OptOuts.Clear();
                OptedOutAddresses.Clear();
                break;
            case Kinds.Cease: CeasedAt = null; break;
            case Kinds.Attorney: Attorneys.Clear(); break;
            case Kinds.Bankruptcy: BankruptAt = null; break;
            case Kinds.Death: DeceasedAt = null; break;
        }
    }
}
