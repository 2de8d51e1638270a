using HybridBpo.Events;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Host.Tests;

/// <summary>Events that nobody can read stand in the streams about somebody who is erased: the erasure goes round them and names them.</summary>
public sealed class UnreadableErasureTests : IAsyncLifetime
{
    private const string Client = "fernbrook", Mail = "hana.pemberton@example.com", Name = "Hana Pemberton";

    private static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), [Client], [Roles.Compliance]);

    private readonly LogLines log = new();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hybridbpo-odd-");

    private TestDatabase database = null!;

    private WebApplication app = null!;

    private IServiceProvider services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        app = QuietHost.Build(
            database.ConnectionString,
            new Dictionary<string, string?> { ["HYBRIDBPO_DATA"] = folder.FullName, ["ConnectionStrings:HybridBpo"] = database.ConnectionString },
            builder => builder.Services.AddSingleton<ILoggerProvider>(log));
        services = app.Services;
        await services.AddClientAsync(Client, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_debtor_with_events_nobody_can_read_in_every_stream_is_erased_and_each_of_them_is_named()
    {
        var (person, account, about) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await AppendAsync(person, person, "person_registered");
        await AppendAsync(account, person, "account_placed");
        await AppendAsync(about, person, "case_opened");
        await RunAsync($"""
            insert into collections.persons (client_id, id, person_key, name) values ({Client}, {person}, 'customer:HP', {Name})
            """);
        await RunAsync($"""
            insert into collections.addresses (client_id, id, person_id, kind, value)
            values ({Client}, {Guid.CreateVersion7()}, {person}, 'email', {Mail})
            """);
        await RunAsync($"""
            insert into collections.accounts (client_id, id, reference, person_id, currency, placed_on, placed_at, since)
            values ({Client}, {account}, 'HP-1', {person}, 'USD', '2026-01-01', now(), '2026-01-01')
            """);
        await services.AppendOddAsync(Client, about, "judgement_recorded", """{"Actor":5,"At":[1]}""", Ct);
        await services.AppendOddAsync(Client, person, "person_registered", """{"Name":{"of":[]}}""", Ct);
        await services.AppendOddAsync(Client, account, "of_tomorrow", "{}", Ct);
        await services.AppendOddAsync(Client, about, "case_note_added", "[1]", Ct);

        var people = services.GetRequiredService<ErasePeople>();
        // A newer version knows more of her: only who says why goes on here.
        var newer = Assert.IsType<DutyToKeep>((await people.EraseAsync(Clara, Client, person, "request", Ct)).Refusal);
        Assert.Contains("1 event about them is of a kind that this version does not know", newer.Message);
        Assert.Equal("newer-version", Assert.Single(newer.Standing).Code);
        var proof = (await people.EraseAsync(Clara, Client, person, "request", Ct, "she asked for it")).Value;

        Assert.True(proof.Scan!.Hits.Count == 0, string.Join("\n", proof.Scan.Hits));
        // The row's name and what the readable event says; what the other one says of her name nobody knows.
        Assert.Equal((ErasureStates.Unproven, 1, 2, true), (proof.State, proof.Scan.Mails, proof.Scan.Names, proof.NotAllKnown));
        Assert.Equal(0L, await OneAsync($"select count(*) from events.es_subject_keys where subject_id = {person}"));
        Assert.Equal(1L, await OneAsync($"""
            select count(*) from inbox.cases where case_id = {about} and stage = 'withdrawn' and title is null and search_text = ''
            """));
        Assert.Equal(1L, await OneAsync($"""
            select count(*) from collections.persons where id = {person} and name = '' and erased_at is not null
            """));
        Assert.Equal(1L, await OneAsync($"select count(*) from collections.accounts where id = {account} and state = 'erased'"));
        Assert.Equal(["case_withdrawn", "debtor_erased", "holder_erased"], [.. (await LastKindsAsync([about, person, account])).Order()]);
        Assert.Equal(4, proof.Unreadable!.Count);
        foreach (var (stream, at) in new[] { (about, 2), (about, 3), (person, 2), (account, 2) })
            Assert.Contains(proof.Unreadable, said => said.StartsWith($"Event {at} of stream {stream}", StringComparison.Ordinal));
        Assert.Contains($"{about}", Assert.Single(log.Lines, line => line.Contains("goes round", StringComparison.Ordinal)));
        // No key covers what these say, as far as anybody can tell; the one of tomorrow says nothing.
        var said = Cli.ErasureText.Of(proof).Split('\n');
        Assert.Equal(3, said.Count(line => line.Contains("It may be readable")));
        Assert.StartsWith(
            $"Event 2 of stream {account}", Assert.Single(said, line => line.Contains("It is silent now all the same")), StringComparison.Ordinal);
        Assert.Contains(said, line => line.StartsWith("NOT PROVEN. Part of their own record could not be read", StringComparison.Ordinal));
    }

    [Theory]
    // Under a key that is gone; in the clear, in a field of the kind or in one that it does not have.
    [InlineData("""{"Text":"(a ciphertext)","At":[]}""", "It is silent now all the same", ErasureStates.Done)]
    [InlineData("""{"Text":"she is ill","At":[]}""", "It may be readable", ErasureStates.Unproven)]
    [InlineData("""{"Illness":"hers","At":[]}""", "It may be readable", ErasureStates.Unproven)]
    // In a field of the kind that holds an instant, and under a key of somebody else, which stands.
    [InlineData("""{"Text":"(a ciphertext)","At":"she is ill"}""", "It may be readable", ErasureStates.Unproven)]
    [InlineData("""{"Text":"(another's)","At":[]}""", "It may be readable", ErasureStates.Unproven)]
    public async Task Of_a_case_that_says_what_no_key_covers_nothing_is_called_silent_or_done(string json, string says, string ends)
    {
        var (person, other, about) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var who in new[] { person, other }) await AppendAsync(who, who, "person_registered");
        await AppendAsync(about, person, "case_opened");
        await RunAsync($"insert into collections.persons (client_id, id, person_key, name) values ({Client}, {person}, 'customer:HX-1', {Name})");
        async Task<string> SealedNameAsync(Guid of) => (await services.GetRequiredService<Database>().QueryAsync<string>(
            Access.System("test"), $"select data ->> 'Name' from events.mt_events where stream_id = {of}", Ct)).Single();
        await services.AppendOddAsync(Client, about, "case_note_added", json
            .Replace("(a ciphertext)", await SealedNameAsync(person), StringComparison.Ordinal)
            .Replace("(another's)", await SealedNameAsync(other), StringComparison.Ordinal), Ct);

        var proof = (await services.GetRequiredService<ErasePeople>().EraseAsync(Clara, Client, person, "request", Ct)).Value;

        Assert.Equal(ends, proof.State);
        Assert.Contains(says, Assert.Single(proof.UnreadableWords));
    }

    [Fact]
    public async Task A_key_of_a_case_that_is_lost_is_told_with_what_to_do_and_keeps_nobody_from_being_erased()
    {
        var (person, about) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await AppendAsync(person, person, "person_registered");
        await AppendAsync(about, person, "case_opened");
        await RunAsync($"insert into collections.persons (client_id, id, person_key, name) values ({Client}, {person}, 'customer:HL', {Name})");
        await RunAsync($"delete from events.es_subject_keys where client_id = {Client} and subject_id = {person} and kind = 'case_opened'");
        services.GetRequiredService<KeyRetention>().Forget();
        var people = services.GetRequiredService<ErasePeople>();

        var told = Assert.IsType<DutyToKeep>((await people.EraseAsync(Clara, Client, person, "request", Ct)).Refusal);
        Assert.Equal("lost-key", Assert.Single(told.Standing).Code);
        Assert.Contains($"(in stream {about})", told.Message);
        Assert.Contains("Restore the keys", told.Message);
        Assert.Equal(0L, await OneAsync($"select count(*) from collections.persons where id = {person} and erased_at is not null"));
        var proof = (await people.EraseAsync(Clara, Client, person, "request", Ct, "the backup is lost as well")).Value;

        Assert.Equal((ErasureStates.Unproven, false), (proof.State, proof.NotAllKnown));
        Assert.Equal(0L, await OneAsync($"select count(*) from events.es_subject_keys where subject_id = {person}"));
        Assert.Equal(1L, await OneAsync($"select count(*) from inbox.cases where case_id = {about} and stage = 'withdrawn' and title is null"));
        Assert.Equal(["case_withdrawn", "debtor_erased"], [.. (await LastKindsAsync([about, person])).Order()]);
        var said = Assert.Single(proof.UnreadableWords);
        Assert.StartsWith($"Event 1 of stream {about}", said, StringComparison.Ordinal);
        Assert.Contains("It was not looked at, and its key was not destroyed", said);
        Assert.Contains(said, Cli.ErasureText.Of(proof));
    }

    [Fact]
    public async Task A_lost_key_that_is_put_back_first_is_destroyed_like_the_others_and_one_that_is_not_says_that_not_all_is_known()
    {
        var (found, gone) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (person, number) in new[] { (found, "HF-1"), (gone, "HG-1") })
        {
            await AppendAsync(person, person, "person_registered");
            await RunAsync($"""
                insert into collections.persons (client_id, id, person_key, name) values ({Client}, {person}, {"customer:" + number}, {number + Name})
                """);
        }

        await RunAsync($"create table public.put_aside as select * from events.es_subject_keys where client_id = {Client}");
        await RunAsync($"delete from events.es_subject_keys where client_id = {Client}");
        var (people, keys) = (services.GetRequiredService<ErasePeople>(), services.GetRequiredService<KeyRetention>());
        keys.Forget();
        foreach (var person in new[] { found, gone })
            Assert.IsType<DutyToKeep>((await people.EraseAsync(Clara, Client, person, "request", Ct)).Refusal);

        var proof = (await people.EraseAsync(Clara, Client, gone, "request", Ct, "it cannot be found")).Value;
        Assert.Equal((ErasureStates.Unproven, true), (proof.State, proof.NotAllKnown));
        Assert.Equal(["lost-key"], proof.Against);
        // Too late for that one.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => PutBackAsync(gone));

        await PutBackAsync(found);
        keys.Forget();
        var done = (await people.EraseAsync(Clara, Client, found, "request", Ct)).Value;
        Assert.Equal((ErasureStates.Done, (IReadOnlyList<string>?)null), (done.State, done.Unreadable));
        Assert.Equal(0L, await OneAsync($"select count(*) from events.es_subject_keys where subject_id = any ({new[] { found, gone }})"));

        Task<int> PutBackAsync(Guid person) =>
            RunAsync($"insert into events.es_subject_keys select * from public.put_aside where subject_id = {person}");
    }

    [Fact]
    public async Task A_candidate_with_an_event_nobody_can_read_is_erased()
    {
        var (candidate, requisition) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RunAsync($"""
            insert into hro.requisitions (client_id, requisition_id, reference, title, state, opened_by, opened_at)
            values ({Client}, {requisition}, 'R-1', 'Claims handler', 'open', 'x', now())
            """);
        await AppendAsync(candidate, candidate, requisition, "candidate_applied", "resume_received", "resume_read");
        await services.AppendOddAsync(Client, candidate, "candidate_applied", "[1]", Ct);

        var proof = (await services.GetRequiredService<ErasePeople>().EraseAsync(
            Clara, Client, candidate, "request", Ct, told: SubjectTraces.Told($"{Mail}\n{Name}"))).Value;

        Assert.Equal((ErasureStates.Unproven, 0, true), (proof.State, proof.Scan!.Hits.Count, proof.NotAllKnown));
        Assert.Single(proof.Unreadable!);
        Assert.Equal(0L, await OneAsync($"select count(*) from events.es_subject_keys where subject_id = {candidate}"));
        Assert.Equal(1L, await OneAsync($"select count(*) from hro.applications where application_id = {candidate} and state = 'erased'"));
        Assert.Equal("subject_erased", Assert.Single(await LastKindsAsync([candidate])));
    }

    private Task AppendAsync(Guid stream, Guid subject, params string[] kinds) =>
        AppendAsync(stream, subject, default, kinds);

    private async Task AppendAsync(Guid stream, Guid subject, Guid requisition, params string[] kinds)
    {
        var store = services.GetRequiredService<EventStore>();
        var session = store.OpenSession(Client, Access.System("test"));
        session.Append(stream, [.. kinds.Select(alias => PlantedEvents.Make(
            store.Kinds.Single(kind => kind.Alias == alias), stream, subject, $$"""{"planted":"{{Name}}"}""", TimeProvider.System.GetUtcNow(),
            ("Requisition", requisition)))]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private Task<int> RunAsync(FormattableString sql) =>
        services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), sql, Ct);

    private Task<long> OneAsync(FormattableString sql) =>
        services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(Access.System("test"), sql, Ct);

    private Task<IReadOnlyList<string>> LastKindsAsync(Guid[] streams) =>
        services.GetRequiredService<Database>().QueryAsync<string>(Access.System("test"), $"""
            select e.type from events.mt_events e
            join events.mt_streams s on s.id = e.stream_id and s.version = e.version and s.tenant_id = e.tenant_id
            where s.id = any ({streams})
            """, Ct);
}
