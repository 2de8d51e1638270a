using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Nudges;

/// <summary>All that the contact rules may know about one person and the debts at one client. Pure: facts in, rule inputs out.</summary>
internal sealed record ContactFile(
    Client Client, PersonRow Row, Person Person, IReadOnlyList<Place> Places, IReadOnlyList<AccountRow> Accounts,
    IReadOnlyList<AddressRow> Addresses, IReadOnlyList<AttestationRow> Attested, IReadOnlyDictionary<Guid, DateTimeOffset> Suppressed)
{
    /// <summary>Rules of the house that the client has switched off.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>How well the calls of a client with a dialer are known; null where each is recorded as it is made.</summary>
    public CallData? CallData { get; init; }

    /// <summary>Files of the client that are late or odd.</summary>
    public IReadOnlyList<AwaitedFile> FilesAwaited { get; init; } = [];

    public AddressRow? Mail => Addresses.FirstOrDefault(a => a.Kind == "email" && !a.Bounced) ?? Addresses.FirstOrDefault(a => a.Kind == "email");

    public AddressRow? Phone => Addresses.FirstOrDefault(a => a.Kind == "phone" && !a.Bounced) ?? Addresses.FirstOrDefault(a => a.Kind == "phone");

    /// <summary>Every zone in which the person may be. What a supervisor vouches for stands in where an address or number tells none.</summary>
    public IReadOnlyList<PlausibleZone> Zones(AccountRow account)
    {
        var told = Whereabouts.Zones(Places, Addresses.Where(a => a.Kind == "phone").Select(a => a.Value));
        if (told.Count > 0 && told.All(z => z.Zone != PlausibleZone.Unknown)) return told;
        return Attestations.Latest(Attested, Facts.TimeZone, account) is not { } said ? told
            : [.. told.Where(z => z.Zone != PlausibleZone.Unknown).Append(new PlausibleZone(said.Values.GetValueOrDefault("zone", ""), "attested"))
                .DistinctBy(z => z.Zone)];
    }

    /// <summary>Whose clock words about this account go by: the person's where it is known.</summary>
    public string ZoneOf(AccountRow account) =>
        Zones(account).FirstOrDefault(z => ContactRules.Zones.IsKnown(z.Zone))?.Zone ?? Client.TimeZone;

    /// <summary>What holds for a contact about one debt through one address.</summary>
    public ContactFacts FactsFor(AccountRow account, AddressRow? address)
    {
        var regime = Attestations.Latest(Attested, Facts.Regime, account)?.Values;
        return new ContactFacts
        {
            Regime = regime is null ? new Regime() : new Regime(
                regime.GetValueOrDefault("role"), regime.GetValueOrDefault("debt"),
                Whereabouts.Jurisdiction(regime.GetValueOrDefault("jurisdiction", ""), Places)),
            SwitchedOff = SwitchedOff,
            FilesAwaited = FilesAwaited,
            SendingOn = Client.SendingOn,
            AccountState = account.State == "open" && account.BalanceMinor <= 0 ? "paid" : account.State,
            Zones = Zones(account),
            Basis = Basis(account),
            CallData = CallData,
            AddressBounced = address?.Bounced ?? false,
            EmployerAddress = Attestations.Latest(Attested, Facts.EmployerAddress, account)?.Values.GetValueOrDefault("employer") switch
            { "yes" => true, "no" => false, _ => null },
            OptOuts = [.. Person.OptOuts, .. address is not null && Suppressed.TryGetValue(address.Id, out var since)
                ? [new OptOut("address", since, address.Value)] : Array.Empty<OptOut>()],
            CeasedAt = Person.CeasedAt,
            Attorneys = [.. Person.Attorneys.Select(a => new Attorney(a))],
            Disputes = account.Disputed ? [new Dispute(account.Reference, account.DisputedSince ?? account.PlacedAt)] : [],
            Validation = Validation(account),
            DeceasedAt = Person.DeceasedAt,
            BankruptAt = Person.BankruptAt,
            Holds = account.OnHold ? [new ContactHold(account.HoldSince ?? account.PlacedAt, account.HoldUntil)] : [],
            PromiseUntil = account.PlanWaitsUntil > (account.PromiseUntil ?? default) ? account.PlanWaitsUntil : account.PromiseUntil,
        };
    }

    private AddressBasis? Basis(AccountRow account) =>
        Attestations.Latest(Attested, Facts.EmailBasis, account)?.Values is { } said && FactValues.Day(said, "since") is { } since
            ? new AddressBasis(said.GetValueOrDefault("kind", ""), Noon(since), FactValues.Day(said, "optOutEnds"))
            : null;

    // A notice about a debt cannot have gone before the debt was placed: then it was about another one.
    private Validation? Validation(AccountRow account)
    {
        if (Attestations.Latest(Attested, Facts.ValidationNotice, account) is not { } said || FactValues.Day(said.Values, "sentOn") is not { } sent
            || sent < account.PlacedOn) return null;
        return new Validation(Noon(sent) is var noon && noon > said.Row.AttestedAt ? said.Row.AttestedAt : noon);
    }

    // Twelve in UTC is the same day nearly everywhere.
    private static DateTimeOffset Noon(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
}
