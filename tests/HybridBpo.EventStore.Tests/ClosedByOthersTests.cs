using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>A host of the version before makes keys without looking whether their subject is closed: the database refuses them.</summary>
public sealed class ClosedByOthersTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_of_the_version_before_gets_no_key_for_a_closed_subject_and_none_for_who_is_saved_with_them()
    {
        var (store, closed, other) = (database.Store(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await store.CloseSubjectAsync(_tenant, closed, Ct);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => MakeAsBefore(other, closed));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        Assert.Contains($"{closed}", refused.MessageText);
        Assert.Equal((0, 0), (await Keys(closed), await Keys(other)));
        await MakeAsBefore(other);
        Assert.Equal(1, await Keys(other));
        // The next version, at the same moment, writes about them as erased.
        var session = store.OpenSession(_tenant, new EventMetadata("person", "maren"));
        session.Append(closed, [new NoteTaken("late")]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        Assert.Null(((NoteTaken)Assert.Single(await store.FetchStreamAsync(_tenant, closed, ct: Ct)).Data).Note);
    }

    [Fact]
    public async Task A_key_that_is_made_while_its_subject_is_being_closed_waits_and_is_refused()
    {
        var subject = Guid.CreateVersion7();
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var closing = await connection.BeginTransactionAsync(Ct);
        await Run(connection, SubjectKeys.Alone(_tenant));
        await Run(connection, SqlText.Bind(
            $"""
            insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
            values ({_tenant}, {subject}, {subject}, now(), 'closed')
            """));

        // Even by hand, by whom no lock is taken.
        var (making, byHand) = (MakeAsBefore(subject), database.Execute($"""
            insert into events.es_subject_keys (client_id, key_id, subject_id, kek_id, wrapped, created_at)
            values ({_tenant}, gen_random_uuid(), {subject}, '', '', now())
            """));
        await Task.Delay(200, Ct);
        Assert.False(making.IsCompleted || byHand.IsCompleted);
        await closing.CommitAsync(Ct);

        await Assert.ThrowsAsync<PostgresException>(() => making);
        await Assert.ThrowsAsync<PostgresException>(() => byHand);
        Assert.Equal(0, await Keys(subject));
    }

    [Fact]
    public async Task Closing_waits_for_a_key_that_is_being_made_and_the_erasure_destroys_it()
    {
        var (store, subject) = (database.Store(), Guid.CreateVersion7());
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var making = await connection.BeginTransactionAsync(Ct);
        await Run(connection, SqlText.Bind($"""
            insert into events.es_subject_keys (client_id, key_id, subject_id, kek_id, wrapped, created_at)
            values ({_tenant}, gen_random_uuid(), {subject}, '', '', now())
            """));

        var closing = store.CloseSubjectAsync(_tenant, subject, Ct);
        await Task.Delay(200, Ct);
        Assert.False(closing.IsCompleted);
        await making.CommitAsync(Ct);
        await closing;

        Assert.Equal(1, await Keys(subject));
        await store.EraseSubjectAsync(_tenant, subject, Ct);
        Assert.Equal(0, await Keys(subject));
    }

    [Fact]
    public async Task A_script_that_changes_the_tables_of_keys_beneath_a_host_costs_no_save()
    {
        var stream = Guid.CreateVersion7();
        var tries = 1;
        while (!await SaveBeneathAScript(stream, $"meanwhile {tries}"))
            Assert.True(++tries <= 5, "the script was undone each time, never the save");

        var kept = (await database.Store().FetchStreamAsync(_tenant, stream, ct: Ct)).Select(e => ((NoteTaken)e.Data).Note);
        Assert.Equal(Enumerable.Range(1, tries).Select(n => $"meanwhile {n}"), kept);
    }

    // False when PostgreSQL undid the script: it does so when the save has waited for longer than a second before each waits for the other.
    private async Task<bool> SaveBeneathAScript(Guid stream, string note)
    {
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var upgrade = await connection.BeginTransactionAsync(Ct);
        await Run(connection, new NpgsqlBatchCommand("lock table events.es_subject_keys in access exclusive mode"));
        var session = database.Store().OpenSession(_tenant, new EventMetadata("person", "maren"));
        session.Append(stream, [new NoteTaken(note)]);
        var saving = session.SaveChangesAsync(Ct);
        while (await database.Scalar<long>($"select count(*) from pg_locks where not granted and relation = 'events.es_subject_keys'::regclass") == 0)
            await Task.Delay(10, Ct);

        var undone = false;
        try
        {
            await Run(connection, new NpgsqlBatchCommand("lock table events.es_erasures in access exclusive mode"));
            await upgrade.CommitAsync(Ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            undone = true;
            await upgrade.RollbackAsync(Ct);
        }

        Assert.IsType<SaveOutcome.Saved>(await saving);
        return !undone;
    }

    // As the version before asks for keys: under the lock that all share, without a look at who is closed.
    private async Task MakeAsBefore(params Guid[] subjects)
    {
        await using var batch = database.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind($"select pg_advisory_xact_lock_shared(hashtextextended('es_subject_keys|' || {_tenant}, 0))"));
        batch.BatchCommands.Add(SqlText.Bind($"""
            with wanted as (select gen_random_uuid() as id, subject from unnest({subjects}) as k (subject)),
            made as (
              insert into events.es_subject_keys (client_id, key_id, subject_id, kind, month, kek_id, wrapped, created_at)
              select {_tenant}, id, subject, 'note_taken', '2026-11-01', 'kek', '', now() from wanted
              on conflict (client_id, subject_id, kind, month) do nothing returning key_id)
            select key_id from made
            """));
        await batch.ExecuteNonQueryAsync(Ct);
    }

    private static async Task Run(NpgsqlConnection connection, NpgsqlBatchCommand command)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(Ct);
    }

    private Task<long> Keys(Guid subject) => database.Scalar<long>(
        $"select count(*) from events.es_subject_keys where client_id = {_tenant} and subject_id = {subject}");
}
