using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections;

/// <summary>A person as one client's file knows them: every contact and every protective word. Its version serialises contact budgets.</summary>
internal sealed class Person
{
    private readonly List<PastContact> contacts = [];

    public Guid Id { get; private set; }

    public long Version { get; private set; }

    /// <summary>Every contact, the reserved ones included: what is under way counts until it is certain that nothing left.</summary>
    public IReadOnlyList<PastContact> Contacts => contacts;

    public List<OptOut> OptOuts { get; } = [];

    public List<Guid> OptedOutAddresses { get; } = [];

    public DateTimeOffset? CeasedAt { get; private set; }

    public List<DateTimeOffset> Attorneys { get; } = [];

    public DateTimeOffset? BankruptAt { get; private set; }

    public DateTimeOffset? DeceasedAt { get; private set; }

    public static Guid IdOf(string client, string key) => Ids.For(client, "person", key);

    public static Person Create(PersonRegistered e) => new();

    public void Apply(ContactAttempted e)
    {
        foreach (var debt in e.Debts) contacts.Add(new PastContact
        { Channel = e.Channel, At = e.At, Debt = debt, Purpose = e.Purpose, Kind = "sent", AttemptId = e.AttemptId });
    }

    public void Apply(ContactNotMade e) => contacts.RemoveAll(c => c.AttemptId == e.AttemptId);

    public void Apply(ConversationHeld e)
    {
        foreach (var debt in e.Debts) contacts.Add(new PastContact
        { Channel = e.Channel, At = e.At, Debt = debt, Kind = "conversation", Inbound = e.Inbound });
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
}
