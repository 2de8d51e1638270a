namespace HybridBpo.Events.Tests;

/// <summary>What tests of projections do with a log.</summary>
internal static class LogSteps
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts so many streams, one save each, with the same event or with accounts that open with 0, 1, 2 and so on.</summary>
    public static async Task<IReadOnlyList<StoredEvent>> Append(EventStore store, string tenant, int count, object? e = null)
    {
        var saved = new List<StoredEvent>();
        for (var i = 0; i < count; i++)
        {
            var session = store.OpenSession(tenant, new EventMetadata("system", "test"));
            session.StartStream<Account>(Guid.CreateVersion7(), e ?? new AccountOpened("A", i));
            saved.AddRange(((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events!);
        }

        return saved;
    }

    /// <summary>An event appears late at a number that was drawn before: the next of a client's only stream, like the one before it.</summary>
    public static async Task TurnUp(EventDatabase database, string tenant, long number, int version)
    {
        await database.Execute(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
            select {number}, gen_random_uuid(), stream_id, {version}, data, type, tenant_id, timestamp from events.mt_events
            where tenant_id = {tenant} and version = {version - 1}
            """);
        await database.Execute($"update events.mt_streams set version = {version} where tenant_id = {tenant}");
    }

    /// <summary>One stream of so many events in one save.</summary>
    public static async Task Append(EventDatabase database, string tenant, int count)
    {
        var session = database.Store().OpenSession(tenant, new EventMetadata("system", "test"));
        session.StartStream<Account>(Guid.CreateVersion7(), [.. Enumerable.Range(0, count).Select(i => (object)new MoneyPaid(i))]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    /// <summary>No block of a client can be closed any more: the database answers with an error of this state.</summary>
    public static async Task Break(EventDatabase database, string client, string state)
    {
        await database.Execute(
            $"""
            create or replace function public.broken() returns trigger language plpgsql
            as 'begin raise exception ''no'' using errcode = tg_argv[0]; end'
            """);
        await database.Execute(
            $"""
            create trigger {new RawSql(client)} before insert on events.es_seals for each row when (new.client_id = '{new RawSql(client)}')
            execute function public.broken('{new RawSql(state)}')
            """);
    }

    public static Task Mend(EventDatabase database, string client) => database.Execute($"drop trigger {new RawSql(client)} on events.es_seals");

    /// <summary>Every host's turn is over.</summary>
    public static Task EndTurn(EventDatabase database) => database.Execute($"update events.es_projection_leases set until = clock_timestamp()");

    /// <summary>What hinders one client, without since when: that differs from run to run.</summary>
    public static string? BeforeTime(string? trouble) => trouble is null ? null : System.Text.RegularExpressions.Regex.Replace(
        trouble, @"(?<=since )\d{4}-\d\d-\d\d \d\d:\d\d UTC$", "");

    /// <summary>Waits until something holds; two minutes, as how fast it comes is no matter here.</summary>
    public static async Task Until(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        while (!await done())
            await Task.Delay(25, limit.Token);
    }
}
