using HybridBpo.Events;
using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests;

/// <summary>People whom a version before had erased, when the database comes to this one.</summary>
public sealed class ErasedBeforeTests
{
    private const string Until = "017_known_traces";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_closed_whatever_was_written_about_them_since_and_that_is_not_called_proven_any_more()
    {
        await using var house = await BackupHouse.EmptyAsync();
        var before = TestServer.Schemas.Select(s => s.Name == "platform"
            ? s with { Scripts = [.. s.Scripts.TakeWhile(script => script.Name != Until)] } : s).ToList();
        Assert.Null((await Migrator.ApplyAsync(house.Database.ConnectionString, before, Ct)).Refusal);
        await house.Host.AddClientAsync(BackupHouse.Client, Ct);
        var (done, since, again, lives) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await house.ExecuteAsync($$"""
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, proof)
            select '{{BackupHouse.Client}}', gen_random_uuid(), s, 'Person', 'request', 'x', 'done', gen_random_uuid(), now(),
              '{"Scan": {"Hits": []} }'
            from unnest({{These(done, since)}}) s;
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject)
            values ('{{BackupHouse.Client}}', 'system', 'restore', 'erased-again', '{{again}}');
            insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
            select '{{BackupHouse.Client}}', gen_random_uuid(), s, now(), case s when '{{lives}}' then 'retention' else 'erased' end
            from unnest({{These(done, since, again, lives)}}) s;
            insert into events.es_subject_keys (client_id, key_id, subject_id, kek_id, wrapped, created_at)
            select '{{BackupHouse.Client}}', gen_random_uuid(), s, 'k', '', now() from unnest({{These(since, lives)}}) s
            """);

        Assert.Null((await Migrator.ApplyAsync(house.Database.ConnectionString, TestServer.Schemas, Ct)).Refusal);

        var store = house.Get<EventStore>();
        foreach (var who in new[] { done, since, again })
            Assert.True(await store.IsClosedAsync(BackupHouse.Client, who, Ct));
        Assert.False(await store.IsClosedAsync(BackupHouse.Client, lives, Ct));
        var ends = await house.Get<ErasureRuns>().EndsAsync(Access.System("test"), BackupHouse.Client, [done, since], Ct);
        Assert.Equal((ErasureStates.Done, ErasureStates.Unproven), (ends[done].State, ends[since].State));
        var shown = (await house.Get<ErasureRuns>().ListAsync(Access.System("test"), Ct)).ToDictionary(run => run.Subject);
        Assert.Null(shown[since].Proven!.Scan);
        Assert.NotNull(shown[done].Proven!.Scan);
    }

    [Fact]
    public async Task What_is_kept_of_whom_is_proven_is_forgotten_and_what_was_not_read_is_not_called_proven_any_more()
    {
        await using var house = await BackupHouse.EmptyAsync();
        var before = TestServer.Schemas.Select(s => s.Name == "platform"
            ? s with { Scripts = [.. s.Scripts.TakeWhile(script => script.Name != "019_forgotten_hashes")] } : s).ToList();
        Assert.Null((await Migrator.ApplyAsync(house.Database.ConnectionString, before, Ct)).Refusal);
        await house.Host.AddClientAsync(BackupHouse.Client, Ct);
        var (proven, open, missed) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await house.ExecuteAsync($$"""
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, proof, known)
            select '{{BackupHouse.Client}}', gen_random_uuid(), s::uuid, 'Person', 'request', 'x', state, gen_random_uuid(),
              now() + n * interval '1 s', proof::jsonb, array['mail:1']
            from (values (1, '{{proven}}', 'unproven', '{"Scan": null}'), (2, '{{proven}}', 'done', '{"Scan": {"Missed": []} }'),
              (1, '{{open}}', 'unproven', '{"Scan": null}'), (1, '{{missed}}', 'done', '{"Scan": {"Missed": ["one"]} }')) as v (n, s, state, proof)
            """);

        Assert.Null((await Migrator.ApplyAsync(house.Database.ConnectionString, TestServer.Schemas, Ct)).Refusal);

        var ends = await house.Get<ErasureRuns>().EndsAsync(Access.System("test"), BackupHouse.Client, [proven, open, missed], Ct);
        Assert.Equal(
            (ErasureStates.Done, ErasureStates.Unproven, ErasureStates.Unproven), (ends[proven].State, ends[open].State, ends[missed].State));
        Assert.Equal(0L, await house.AskAsync<long>($"select count(*) from platform.erasures where subject = {proven} and known is not null"));
        Assert.Equal(1L, await house.AskAsync<long>($"select count(*) from platform.erasures where subject = {open} and known is not null"));
    }

    private static string These(params Guid[] people) => $"array[{string.Join(", ", people.Select(id => $"'{id}'"))}]::uuid[]";
}
