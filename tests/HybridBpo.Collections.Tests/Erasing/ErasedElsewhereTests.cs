using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Tests.Nudges;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Somebody is erased of whom something stands where the product does not know that it is about them.</summary>
public class ErasedElsewhereTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,customer_ref,name,email,phone,city,state,zip,country,due_date,balance\n";

    private static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), ["tilbury"], [Roles.Compliance]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_of_nobody_is_a_hit_and_only_whoever_names_the_person_again_proves_that_it_is_gone()
    {
        await house.LoadAsync("placement", Head
            + "NB-1,C-71,Nora Beck,nb71@example.com,,Albany,NY,12207,US,2026-10-09,500.00\n"
            + "NB-2,C-72,Olga Beck,olga.beck@example.com,,Albany,NY,12207,US,2026-10-09,500.00\n"
            // A row that never loaded of somebody who is known, and one of nobody.
            + "NB-3,C-72,Olga Beck,nb71@example.com,,Albany,NY,12207,US,someday,10.00\n"
            + "NB-4,,Somebody Else,nb71@example.com,,Albany,NY,12207,US,someday,10.00\n");
        var nora = Person.IdOf("tilbury", "customer:C-71");
        var proof = await EraseAsync(nora);

        Assert.Equal(ErasureStates.Incomplete, proof.State);
        Assert.Equal("collections.quarantine.cells", Assert.Single(proof.Scan!.Hits).Place);
        var olga = Person.IdOf("tilbury", "customer:C-72");
        Assert.Contains(proof.Scan.Others, o => o.Place == "collections.quarantine.cells" && o.Record == $"{olga}");
        Assert.Empty(proof.Scan.Same!);

        var people = house.Get<ErasePeople>();
        var again = await people.EraseAsync(Clara, "tilbury", nora, "request", Ct, "they asked");
        Assert.Contains("Name their mail addresses", Assert.IsType<NothingToLookFor>(again.Refusal).Message);
        Assert.Equal("1 mail address, 1 name, 1 reference of the client's", Assert.IsType<NameAll>((await people.EraseAsync(
            Clara, "tilbury", nora, "request", Ct, "they asked", proving: Proving.Must)).Refusal).Lacking.Words);
        // Named, it is found once more; the name alone proves nothing; mended and named, it is done.
        Assert.Equal(ErasureStates.Incomplete, (await EraseAsync(nora, "nb71@example.com\nNora Beck")).State);
        await house.Database.ExecuteAsync(
            Access.System("test"), $$"""update collections.quarantine set cells = '{}'::jsonb where account_ref = 'NB-4'""", Ct);
        var less = await EraseAsync(nora, "Nora Beck");
        Assert.Equal((ErasureStates.Unproven, true, 0, 1), (less.State, less.Lacks, less.Scan!.Mails, less.Known!.Mails));
        // The client's own number for her made her name certain, and went with her.
        var without = await EraseAsync(nora, "nb71@example.com\nNora Beck");
        Assert.Equal((ErasureStates.Unproven, true, 1, 2), (without.State, without.Lacks, without.Scan!.References, without.Known!.References));
        var proven = await EraseAsync(nora, "nb71@example.com\nNora Beck\nc-71");
        Assert.Equal((ErasureStates.Done, 2, false), (proven.State, proven.Scan!.References, proven.ByHand));
        Assert.IsType<ErasedAlready>((await people.EraseAsync(Clara, "tilbury", nora, "request", Ct, "they asked")).Refusal);
    }

    [Fact]
    public async Task Whoever_came_under_two_numbers_is_probably_one_person_and_whoever_shares_an_address_is_not()
    {
        await house.LoadAsync("placement", Head
            + "TW-1,C-81,Tove Wick,tove.wick@example.com,,Albany,NY,12207,US,2026-10-09,500.00\n"
            + "TW-2,C-82,Wick Tove,tove.wick@example.com,,Albany,NY,12207,US,2026-10-09,500.00\n"
            + "TW-3,C-83,Ulf Wick,tove.wick@example.com,,Albany,NY,12207,US,2026-10-09,500.00\n");
        var proof = await EraseAsync(Person.IdOf("tilbury", "customer:C-81"));

        Assert.Empty(proof.Scan!.Hits);
        Assert.Equal(Person.IdOf("tilbury", "customer:C-82"), Assert.Single(proof.Scan.Same!));
        Assert.Equal(ErasureStates.Unproven, proof.State);
        // Once that one is erased as well, what is left is somebody else's.
        Assert.Equal(ErasureStates.Done, (await EraseAsync(Person.IdOf("tilbury", "customer:C-82"))).State);
    }

    [Fact]
    public async Task What_was_noted_of_them_on_somebody_elses_file_is_listed_apart()
    {
        await house.LoadAsync("placement", Head
            + "SP-1,C-91,Zora Vale,zora@example.com,+12025550191,Albany,NY,12207,US,2026-10-09,500.00\n"
            + "SP-2,C-92,Yan Vale,yan@example.com,+12025550192,Albany,NY,12207,US,2026-10-09,500.00\n");
        var husband = await new Desk(house).AccountAsync("SP-2");
        Assert.Null((await house.Get<Protections>().NoteAsync(House.Supervisor, husband, new NoteProtection(
            Kinds.Attorney, "letter", house.Clock.Now, "Call his wife at (202) 555-0191", "sup-1"), Guid.NewGuid(), Ct)).Refusal);
        var proof = await EraseAsync(Person.IdOf("tilbury", "customer:C-91"));

        Assert.Equal(ErasureStates.Done, proof.State);
        Assert.Equal(new TracePlace("event attorney_noted", $"{husband.PersonId:D}", "phone"), Assert.Single(proof.Scan!.Others));
        Assert.Contains(proof.Scan.NotRead, what => what.Contains("other hosts' disks", StringComparison.Ordinal));
        Assert.Contains(proof.Scan.NotRead, what => what.Contains("backups", StringComparison.Ordinal));
    }

    private async Task<ErasureProof> EraseAsync(Guid who, string? told = null)
    {
        var done = await house.Get<ErasePeople>().EraseAsync(
            Clara, "tilbury", who, "request", Ct, "they asked", told is null ? null : SubjectTraces.Told(told));
        Assert.Null(done.Refusal);
        return done.Value;
    }
}
