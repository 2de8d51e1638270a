using System.Text;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>A host that dies while it erases somebody: the same call again ends it, and says what it could prove.</summary>
public sealed class KilledErasureTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Mail = "ines.played@example.com";

    private const string AnotherMail = "typo@example.org", AnotherName = "Typo Name";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ErasingProcess.Notes, "", ErasureStates.Done)]
    [InlineData(ErasingProcess.Scan, "", ErasureStates.Unproven)]
    [InlineData(ErasingProcess.Scan, Mail, ErasureStates.Unproven)]
    [InlineData(ErasingProcess.Scan, Mail + "\nInes Played", ErasureStates.Done)]
    [InlineData(ErasingProcess.Scan, " INES.Played@Example.com \n played,  INES M. ", ErasureStates.Done)]
    [InlineData(ErasingProcess.Scan, Mail + "\nPlayed, Ines Maria", ErasureStates.Done)]
    // Between the rows and the key: the mail is known no more, though the name can still be looked for.
    [InlineData(ErasingProcess.Rows, "", ErasureStates.Unproven)]
    [InlineData(ErasingProcess.Rows, Mail + "\nInes Played", ErasureStates.Done)]
    public async Task Killed_half_way_it_is_carried_out_again_and_ends(string where, string told, string ends)
    {
        await using var services = TestPlatform.Build(database, (collection, _) => ErasingProcess.Add(collection, ErasingProcess.Nowhere));
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var (who, data) = (Guid.CreateVersion7(), services.GetRequiredService<Database>());
        var box = await PlaceAsync(services, who);
        using (var process = PlayedProcess.Start(["erase", database.ConnectionString, $"{who}", where]))
        {
            Assert.Equal(where, await process.ReadAsync(Ct));
            await process.KillAsync();
        }

        Assert.Equal(where != ErasingProcess.Scan, await OpenAsync(box, who));
        var people = services.GetRequiredService<ErasePeople>();
        Assert.IsType<BeingErased>((await people.EraseAsync(ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct)).Refusal);
        Assert.IsType<BeingErased>((await people.PlaceHoldAsync(ErasingProcess.Clara, ErasingProcess.Client, who, "Docket 1", Ct)).Refusal);
        // The dead host's last sign of life is a while ago.
        await data.ExecuteAsync(Access.System("test"), $"update platform.erasures set beat_at = beat_at - interval '5 minutes'", Ct);
        Assert.True((await services.GetRequiredService<ErasureRuns>().ListAsync(ErasingProcess.Clara, Ct)).Single(r => r.Subject == who).Interrupted);
        // Half of what a hold was to keep is gone.
        Assert.IsType<ErasureNotEnded>((await people.PlaceHoldAsync(ErasingProcess.Clara, ErasingProcess.Client, who, "Docket 1", Ct)).Refusal);

        // What was known is told from what was not, though nobody can read it.
        var (lacksMail, lacksName) = (where != ErasingProcess.Notes, where == ErasingProcess.Scan);
        foreach (var (named, _, said) in new[]
        {
            (AnotherMail, lacksMail, "A mail address that was named is not the mail address that was known"),
            (AnotherName, lacksName, "A name that was named is not the name that was known"),
        }.Where(of => of.Item2))
        {
            var refused = Assert.IsType<NotTheirs>((await people.EraseAsync(
                ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(named))).Refusal);
            Assert.StartsWith(said, refused.Message, StringComparison.Ordinal);
        }

        var known = await data.SingleOrDefaultAsync<string>(
            Access.System("test"), $"select array_to_string(known, ' ') from platform.erasures where subject = {who}", Ct);
        Assert.Equal(3, known!.Split(' ').Length);
        Assert.DoesNotContain("ines", known, StringComparison.OrdinalIgnoreCase);
        var person = (await people.FindAsync(ErasingProcess.Clara, ErasingProcess.Client, $"{who}", Ct)).Value[0];
        var lacking = new TraceCounts(lacksMail ? 1 : 0, 0, lacksName ? 1 : 0);
        Assert.Equal(lacking, await people.LackingAsync(ErasingProcess.Clara, ErasingProcess.Client, person, Ct));
        if (lacking.Any)
            Assert.Equal(lacking, Assert.IsType<NameAll>((await people.EraseAsync(
                ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, proving: Proving.Must)).Refusal).Lacking);

        var proof = (await people.EraseAsync(
            ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(told))).Value;

        Assert.Equal((ends, 1), (proof.State, proof.Keys));
        Assert.False(await OpenAsync(box, who));
        Assert.Equal((0L, 0L), (await CountAsync($"select count(*) from played.notes where person_id = {who}"),
            await CountAsync($"select count(*) from played.people where id = {who} and mail <> ''")));
        var again = (await people.EraseAsync(ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct)).Refusal;
        if (ends == ErasureStates.Done)
            Assert.IsType<ErasedAlready>(again);
        else
        {
            // What is not proven is not over: by naming everything again it is proven.
            Assert.IsType<NothingToLookFor>(again);
            Assert.Equal(new TraceCounts(1, 0, 1, 1), proof.Known);
            Assert.True(proof.Lacks);
            Assert.Equal(ErasureStates.Done, (await people.EraseAsync(
                ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(Mail + "\nInes Played"))).Value.State);
        }
        // Once it is proven they are recognised by nothing any more.
        Assert.Equal(0L, await CountAsync($"select count(*) from platform.erasures where subject = {who} and known is not null"));
        // As often as it is applied again, for instance after a restore.
        await services.GetRequiredService<Erasure>().EraseAsync(ErasingProcess.Client, who, Ct);
        Assert.Equal(1L, await CountAsync($"select count(*) from events.es_erasures where subject_id = {who} and key_id <> subject_id"));

        Task<long> CountAsync(FormattableString sql) => data.SingleOrDefaultAsync<long>(Access.System("test"), sql, Ct);
    }

    [Fact]
    public async Task What_was_mistyped_at_first_is_not_asked_for_again_and_what_is_learned_later_is_looked_for_and_marked()
    {
        await using var services = TestPlatform.Build(database, (collection, _) => ErasingProcess.Add(collection, ErasingProcess.Nowhere));
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var (who, data, people) = (Guid.CreateVersion7(), services.GetRequiredService<Database>(), services.GetRequiredService<ErasePeople>());
        await PlaceAsync(services, who);
        await data.ExecuteAsync(Access.System("test"), $"create table if not exists played.left (text text)", Ct);
        await data.ExecuteAsync(Access.System("test"), $"insert into played.left values ({Mail})", Ct);
        var first = await EraseAsync("ines.plaid@example.com");
        Assert.Equal((ErasureStates.Incomplete, 2, 1, true), (first.State, first.Scan!.Mails, first.Known!.Mails, first.ByHand));
        await data.ExecuteAsync(Access.System("test"), $"delete from played.left", Ct);
        var person = (await people.FindAsync(ErasingProcess.Clara, ErasingProcess.Client, $"{who}", Ct)).Value[0];
        Assert.Equal(new TraceCounts(1, 0, 1), await people.LackingAsync(ErasingProcess.Clara, ErasingProcess.Client, person, Ct));

        var second = await EraseAsync(Mail + "\nInes Played\nanna@example.org\n+1 202 555 0133");

        Assert.Equal((ErasureStates.Done, 2, 1, true), (second.State, second.Scan!.Mails, second.Scan.Phones, second.ByHand));

        async Task<ErasureProof> EraseAsync(string told) => (await people.EraseAsync(
            ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(told))).Value;
    }

    [Fact]
    public async Task Whom_a_restore_erased_again_is_looked_for_by_what_is_typed_and_that_is_marked()
    {
        await using var services = TestPlatform.Build(database, (collection, _) => ErasingProcess.Add(collection, ErasingProcess.Nowhere));
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var who = Guid.CreateVersion7();
        await PlaceAsync(services, who);
        // As a restore does: no run of it is in the database.
        await services.GetRequiredService<Erasure>().EraseAsync(ErasingProcess.Client, who, Ct);

        var proof = (await services.GetRequiredService<ErasePeople>().EraseAsync(
            ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(AnotherMail))).Value;

        Assert.Equal((0, true), (proof.Scan!.Hits.Count, proof.ByHand));
    }

    [Fact]
    public async Task When_a_host_of_the_version_before_ends_the_proof_what_they_were_known_by_is_forgotten_too()
    {
        await using var services = TestPlatform.Build(database);
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var (who, other, data) = (Guid.CreateVersion7(), Guid.CreateVersion7(), services.GetRequiredService<Database>());
        foreach (var (subject, state) in new[] { (who, "unproven"), (who, "scanning"), (other, "unproven") })
            await data.ExecuteAsync(Access.System("test"), $"""
                insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, known)
                values ({ErasingProcess.Client}, gen_random_uuid(), {subject}, 'x', 'request', 'x', {state}, gen_random_uuid(), now(),
                  array['mail:1'])
                """, Ct);

        await data.ExecuteAsync(
            Access.System("test"), $$"""
            update platform.erasures set state = 'done', proof = '{"State": "done", "Scan": {"Missed": []} }'
            where subject = {{who}} and state = 'scanning'
            """, Ct);

        Assert.Equal([other], await data.QueryAsync<Guid>(Access.System("test"),
            $"select subject from platform.erasures where subject in ({who}, {other}) and known is not null", Ct));
    }

    [Fact]
    public async Task When_it_calls_done_what_was_not_read_whole_that_is_not_proven_and_nothing_is_forgotten()
    {
        await using var services = TestPlatform.Build(database);
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var (who, data) = (Guid.CreateVersion7(), services.GetRequiredService<Database>());
        await data.ExecuteAsync(Access.System("test"), $"""
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, known)
            values ({ErasingProcess.Client}, gen_random_uuid(), {who}, 'x', 'request', 'x', 'scanning', gen_random_uuid(), now(), array['mail:1'])
            """, Ct);

        await data.ExecuteAsync(Access.System("test"), $$"""
            update platform.erasures set state = 'done', progress = null,
              proof = '{"State": "done", "Scan": {"Hits": [], "Missed": ["a backup is running"]} }' where subject = {{who}}
            """, Ct);

        Assert.Equal(1L, await data.SingleOrDefaultAsync<long>(Access.System("test"), $"""
            select count(*) from platform.erasures
            where subject = {who} and state = 'unproven' and proof ->> 'State' = 'unproven' and known = array['mail:1']
            """, Ct));
    }

    // A store of its own: another keeps the key for up to a minute.
    private async Task<bool> OpenAsync(byte[] box, Guid who)
    {
        await using var other = TestPlatform.Build(database);
        return await other.GetRequiredService<EventStore>().Boxes.OpenAsync(ErasingProcess.Client, who, box, "note", Ct) is not null;
    }

    private static async Task<byte[]> PlaceAsync(IServiceProvider services, Guid who)
    {
        await services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"create schema if not exists played", Ct);
        await services.GetRequiredService<Database>().ExecuteAsync(
            Access.System("test"), $"create table if not exists played.people (id uuid, name text, mail text)", Ct);
        await services.GetRequiredService<Database>().ExecuteAsync(
            Access.System("test"), $"create table if not exists played.notes (person_id uuid, text text)", Ct);
        await services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with note as (insert into played.notes values ({who}, {"Write to " + Mail}))
            insert into played.people values ({who}, 'Ines Played', {Mail})
            """, Ct);
        var other = Guid.CreateVersion7();
        await services.GetRequiredService<FileStore>().PutAsync(
            Access.System("test"), new NewFile(other, ErasingProcess.Client, Guid.CreateVersion7(), "cv.pdf", "application/pdf"),
            new MemoryStream(Encoding.UTF8.GetBytes("%PDF-1.4 of somebody else")), Ct);
        return await services.GetRequiredService<EventStore>().Boxes.SealAsync(ErasingProcess.Client, who, "x"u8.ToArray(), "note", Ct);
    }
}
