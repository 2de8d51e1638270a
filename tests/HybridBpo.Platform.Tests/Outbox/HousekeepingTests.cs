using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
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

        await RunAsync(services);

        Assert.Equal([held, other], await db.QueryAsync<Guid>(System, $"select subject_id from platform.captured_mails order by captured_at", Ct));
        Assert.Equal(["", "says words"], await db.QueryAsync<string>(System, $"select error from events.es_dead_letters order by seq_id", Ct));
    }

    [Theory]
    [InlineData(null, 1_100, 1_000)]
    [InlineData(400, 410, 390)]
    [InlineData(365, 366, 364)]
    [InlineData(3_653, 3_660, 3_640)]
    public async Task Who_looked_longer_ago_than_is_set_is_forgotten_but_not_at_people_who_are_held(int? kept, int gone, int stays)
    {
        await using var services = TestPlatform.Build(database);
        var client = $"looked-{kept}";
        await services.AddClientAsync(client, Ct);
        var db = services.GetRequiredService<Database>();
        var (held, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (who, days) in new[] { (held, gone), (other, gone), (other, stays) })
            await db.ExecuteAsync(System, $"""
                with look as (insert into platform.looks (client_id, id, at, actor_kind, actor_id, act, object_kind, object_id, page, people)
                  values ({client}, gen_random_uuid(), clock_timestamp() - make_interval(days => {days}), 'person', 'p', 'viewed', 'case', '', '/', 1)
                  returning client_id, at, id)
                insert into platform.looked_at (client_id, subject, at, look_id) select client_id, {who}, at, id from look
                """, Ct);
        await db.ExecuteAsync(System, $"""
            insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at) values ({client}, {held}, 'docket 2', 'olga', now())
            """, Ct);

        await RunAsync(services, kept);

        Assert.Equal([held, other], await db.QueryAsync<Guid>(System, $"""
            select a.subject from platform.looked_at a join platform.looks l on l.client_id = a.client_id and l.id = a.look_id
            where a.client_id = {client} order by a.at
            """, Ct));
        Assert.Equal(2, await db.SingleOrDefaultAsync<long>(System, $"select count(*) from platform.looks where client_id = {client}", Ct));
    }

    [Theory]
    [InlineData("364")]
    [InlineData("3654")]
    [InlineData("0")]
    [InlineData("-400")]
    [InlineData("three years")]
    [InlineData("")]
    public void A_host_that_would_keep_who_looked_too_short_or_too_long_does_not_start(string kept)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => TestPlatform.Build(database, settings: Set(kept)));
        Assert.Contains($"Looks:KeptDays is “{kept}”; it must be between 365 and 3,653 days.", refused.Message);
    }

    private static Dictionary<string, string?> Set(string? kept) => kept is null ? [] : new() { ["Looks:KeptDays"] = kept };

    private static Task RunAsync(IServiceProvider services, int? kept = null) => new Housekeeping(
        services.GetRequiredService<Database>(), services.GetRequiredService<FileStore>(),
        LookSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(Set(kept?.ToString())).Build()), NullLogger<Housekeeping>.Instance)
        .RunOnceAsync(Ct);
}
