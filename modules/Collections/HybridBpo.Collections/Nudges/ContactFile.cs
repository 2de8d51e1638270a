using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Nudges;

/// <summary>All that the contact rules may know about one person and the debts at one client. Pure: facts in, rule inputs out.</summary>
internal sealed record ContactFile(
    Client Client, PersonRow Row, Person Person, IReadOnlyList<AccountRow> Accounts, IReadOnlyList<AddressRow> Addresses,
    IReadOnlyList<AttestationRow> Attested, IReadOnlyDictionary<Guid, DateTimeOffset> Suppressed)
{
    public AddressRow? Mail => Addresses.FirstOrDefault(a => a.Kind == "email" && !a.Bounced) ?? Addresses.FirstOrDefault(a => a.Kind == "email");

    public AddressRow? Phone => Addresses.FirstOrDefault(a => a.Kind == "phone");

    public IReadOnlyList<PlausibleZone> Zones(Guid? import)
    {
        var known = UsZones.Of(Row.State, Row.Country, Addresses.Where(a => a.Kind == "phone").Select(a => a.Value));
        return known.Count > 0 || Attestations.Latest(Attested, Facts.TimeZone, import) is not { } said ? known
            : [new PlausibleZone(said.GetValueOrDefault("zone", ""), "attested")];
    }

    /// <summary>Whose clock words about this account go by: the person's where it is known.</summary>
    public string ZoneOf(AccountRow account) => Zones(account.ImportId) is [var first, ..] ? first.Zone : Client.TimeZone;

    /// <summary>What holds for a contact about one debt through one address.</summary>
    public ContactFacts FactsFor(AccountRow account, AddressRow? address)
    {
        var regime = Attestations.Latest(Attested, Facts.Regime, account.ImportId);
        var validation = Attestations.Latest(Attested, Facts.ValidationNotice, account.ImportId);
        var employer = Attestations.Latest(Attested, Facts.EmployerAddress, account.ImportId);
        return new ContactFacts
        {
            Regime = regime is null ? new Regime() : new Regime(
                regime.GetValueOrDefault("role"), regime.GetValueOrDefault("debt"),
                    UsZones.Jurisdiction(regime.GetValueOrDefault("jurisdiction", ""), Row.State, Row.Zip)),
            SendingOn = Client.SendingOn,
            AccountState = account.State == "open" && account.BalanceMinor <= 0 ? "paid" : account.State,
            Zones = Zones(account.ImportId),
            Basis = Basis(account.ImportId),
            AddressBounced = address?.Bounced ?? false,
            EmployerAddress = employer?.GetValueOrDefault("employer") switch { "yes" => true, "no" => false, _ => null },
            OptOuts = [.. Person.OptOuts, .. address is not null && Suppressed.TryGetValue(address.Id, out var since)
                ? [new OptOut("address", since, address.Value)] : Array.Empty<OptOut>()],
            CeasedAt = Person.CeasedAt,
            Attorneys = [.. Person.Attorneys.Select(a => new Attorney(a))],
            Disputes = account.Disputed ? [new Dispute(account.Reference, account.PlacedOn.ToDateTime(default, DateTimeKind.Utc))] : [],
            Validation = validation is not null && FactValues.Day(validation, "sentOn") is { } sent ? new Validation(Noon(sent)) : null,
            DeceasedAt = Person.DeceasedAt,
            BankruptAt = Person.BankruptAt,
            Holds = account.OnHold ? [new ContactHold(account.PlacedOn.ToDateTime(default, DateTimeKind.Utc), account.HoldUntil)] : [],
            PromiseUntil = account.Offer?.FirstDue > (account.PromiseUntil ?? default) ? account.Offer.FirstDue : account.PromiseUntil,
        };
    }

    private AddressBasis? Basis(Guid? import) =>
        Attestations.Latest(Attested, Facts.EmailBasis, import) is { } said && FactValues.Day(said, "since") is { } since
            ? new AddressBasis(said.GetValueOrDefault("kind", ""), Noon(since), FactValues.Day(said, "optOutEnds"))
            : null;

    // Twelve in UTC is the same day nearly everywhere.
    private static DateTimeOffset Noon(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
}
