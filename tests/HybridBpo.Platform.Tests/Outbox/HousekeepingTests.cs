using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridBpo.Platform.Tests;

public sealed class HousekeepingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Access System = Access.System("test");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_captured_mails_go_but_for_people_who_are_held_and_old_errors_fall_silent()
    {
        await using var services = TestPlatform.Build(database);
        await services.AddClientAsync("acme", Ct);
        var db = services.GetRequiredService<Database>();
        var (held, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (who, days) in new[] { (held, 200), (other, 200), (other, 100) })
            await db.ExecuteAsync(System, $"""
                insert into platform.captured_mails (client_id, delivery_id, subject_id, sealed, captured_at)
                values ('acme', gen_random_uuid(), {who}, 'x', clock_timestamp() - make_interval(days => {days}))
                """, Ct);
        await db.ExecuteAsync(System, $"""
            insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at) values ('acme', {held}, 'docket 1', 'olga', now())
            """, Ct);
        foreach (var (seq, days) in new[] { (1L, 400), (2L, 300) })
            await db.ExecuteAsync(System, $"""
                insert into events.es_dead_letters (projection, seq_id, error, skipped_by, skipped_at)
                values ('search', {seq}, 'says words', 'olga', clock_timestamp() - make_interval(days => {days}))
                """, Ct);

        await new Housekeeping(db, services.GetRequiredService<FileStore>(), NullLogger<Housekeeping>.Instance).RunOnceAsync(Ct);

        Assert.Equal([held, other], await db.QueryAsync<Guid>(System, $"select subject_id from platform.captured_mails order by captured_at", Ct));
        Assert.Equal(["", "says words"], await db.QueryAsync<string>(System, $"select error from events.es_dead_letters order by seq_id", Ct));
    }

    [Fact]
    public async Task Who_looked_three_years_ago_is_forgotten_but_not_at_people_who_are_held()
    {
        await using var services = TestPlatform.Build(database);
        await services.AddClientAsync("looked", Ct);
        var db = services.GetRequiredService<Database>();
        var (held, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (who, days) in new[] { (held, 1_100), (other, 1_100), (other, 1_000) })
            await db.ExecuteAsync(System, $"""
                with look as (insert into platform.looks (client_id, id, at, actor_kind, actor_id, act, object_kind, object_id, page, people)
                  values ('looked', gen_random_uuid(), clock_timestamp() - make_interval(days => {days}), 'person', 'p', 'viewed', 'case', '', '/', 1)
                  returning client_id, at, id)
                insert into platform.looked_at (client_id, subject, at, look_id) select client_id, {who}, at, id from look
                """, Ct);
        await db.ExecuteAsync(System, $"""
            insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at) values ('looked', {held}, 'docket 2', 'olga', now())
            """, Ct);

        await new Housekeeping(db, services.GetRequiredService<FileStore>(), NullLogger<Housekeeping>.Instance).RunOnceAsync(Ct);

        Assert.Equal([held, other], await db.QueryAsync<Guid>(System, $"""
            select a.subject from platform.looked_at a join platform.looks l on l.client_id = a.client_id and l.id = a.look_id order by a.at
            """, Ct));
        Assert.Equal(2, await db.SingleOrDefaultAsync<long>(System, $"select count(*) from platform.looks", Ct));
    }
}
