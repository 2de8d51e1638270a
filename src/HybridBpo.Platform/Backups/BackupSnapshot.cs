using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// One moment of the database, held open while hosts go on: whoever names <see cref="Name"/> sees the same rows. Reads only, so it holds no writer
/// and no high-water mark back.
/// </summary>
internal sealed class BackupSnapshot : IAsyncDisposable
{
    /// <summary>The tables that hold keys wrapped under the master key: they go into the file of keys, and no other does.</summary>
    public static readonly IReadOnlyList<string> KeyTables =
        ["events.es_subject_keys", "events.es_seal_keys", "platform.secrets", "platform.data_protection_keys"];

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly bool isOurs;

    private BackupSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, string name, DateTimeOffset at, bool isOurs) =>
        (this.connection, this.transaction, Name, At, this.isOurs) = (connection, transaction, name, at, isOurs);

    /// <summary>What pg_dump is told.</summary>
    public string Name { get; }

    /// <summary>The moment, by the database's clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Opens one on a connection of its own.</summary>
    public static async Task<BackupSnapshot> OpenAsync(string connectionString, CancellationToken ct)
    {
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, MaxAutoPrepare = 0 };
        var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync(ct);
        return await BeginAsync(connection, isOurs: true, ct);
    }

    /// <summary>Opens one on somebody's connection, which stays theirs.</summary>
    public static Task<BackupSnapshot> JoinAsync(NpgsqlConnection connection, CancellationToken ct) => BeginAsync(connection, isOurs: false, ct);

    private static async Task<BackupSnapshot> BeginAsync(NpgsqlConnection connection, bool isOurs, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        // It waits for pg_dump inside its transaction for as long as that takes.
        var (name, at) = await connection.QuerySingleAsync<(string, DateTime)>("""
            set transaction read only;
            set local idle_in_transaction_session_timeout = 0;
            set local app.clients = '*';
            set local app.desk = '*';
            select pg_export_snapshot(), statement_timestamp()
            """);
        return new BackupSnapshot(connection, transaction, name, Instant(at), isOurs);
    }

    /// <summary>Major version of the server.</summary>
    public int Server => connection.PostgreSqlVersion.Major;

    /// <summary>Which of these schemas there are.</summary>
    public async Task<IReadOnlyList<string>> SchemasAsync(IEnumerable<string> ours) =>
        [.. await connection.QueryAsync<string>("select nspname::text from pg_namespace where nspname = any (@ours) order by 1",
            new { ours = ours.ToArray() })];

    /// <summary>Rows of each table of these schemas, whoever made it; or only of some.</summary>
    public async Task<Dictionary<string, long>> CountsAsync(IReadOnlyList<string> schemas, Func<string, bool>? only = null)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (table, quoted) in (await TablesAsync(connection, schemas)).Where(table => only is null || only(table.Name)))
            counts[table] = await connection.ExecuteScalarAsync<long>($"select count(*) from {quoted}");
        return counts;
    }

    /// <summary>The tables of some schemas by name, and as SQL names them.</summary>
    public static async Task<IEnumerable<(string Name, string Quoted)>> TablesAsync(NpgsqlConnection connection, IReadOnlyList<string> schemas) =>
        await connection.QueryAsync<(string, string)>("""
            select n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (@schemas) and c.relkind = 'r' order by 1
            """, new { schemas = schemas.ToArray() });

    public async Task<Dictionary<string, string>> ScriptsAsync() =>
        (await connection.QueryAsync<(string, string)>("select schema_name || '/' || script, sha256 from platform.migrations order by 1"))
            .ToDictionary();

    /// <summary>Settings that belong to the database itself and stand in no dump.</summary>
    public async Task<IReadOnlyList<string>> SettingsAsync() => [.. await connection.QueryAsync<string>("""
        select unnest(setconfig) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = current_database() and s.setrole = 0
        """)];

    /// <summary>Is this a database of the product, with its acts and erasures?</summary>
    public Task<bool> HasOurTablesAsync() => connection.ExecuteScalarAsync<bool>(
        "select to_regclass('platform.acts') is not null and to_regclass('events.es_erasures') is not null");

    public Task<long> HighWaterMarkAsync() =>
        connection.ExecuteScalarAsync<long>("select coalesce(max(last_seq_id), 0) from events.mt_event_progression where name = 'HighWaterMark'");

    public Task<long> LastNumberAsync() =>
        connection.ExecuteScalarAsync<long>("select case when is_called then last_value else 0 end from events.mt_events_sequence");

    /// <summary>How far each client's log is sealed.</summary>
    public async Task<IReadOnlyDictionary<string, (long Blocks, long LastSeq)>> SealsAsync() =>
        (await connection.QueryAsync<(string Client, long Blocks, long LastSeq)>("""
            select c.client_id, count(s.block), coalesce(max(s.last_seq), 0)
            from platform.clients c left join events.es_seals s on s.client_id = c.client_id group by c.client_id order by c.client_id
            """)).ToDictionary(row => row.Client, row => (row.Blocks, row.LastSeq));

    /// <summary>Is this the database that a backup was taken of, or one that was restored from it since?</summary>
    public async Task<bool> HasTakenAsync(Guid backup) => await connection.ExecuteScalarAsync<bool>(
        "select exists (select from platform.acts where act = @act and subject = @backup)", new { act = TakeBackup.Act, backup });

    /// <summary>
    /// Everything that was erased up to this moment, and what was begun. The keys go last: whoever lost them was erased, proof or not.
    /// </summary>
    public async Task<IReadOnlyList<ErasureLine>> ErasuresAsync()
    {
        var rows = await connection.QueryAsync<(DateTime At, string Client, Guid Subject, bool Person, Guid[] Keys)>("""
            with persons as (
              select client_id, subject, min(at) as at from (
                select client_id, subject, case act when 'erased-again' then (detail ->> 'firstErased')::timestamptz else at end as at
                from platform.acts where act in ('person-erased', 'erased-again')
                union all
                select client_id, subject_id, erased_at from events.es_erasures where why = 'erased' and key_id <> subject_id) erased
              group by client_id, subject),
            keys as (
              select k.client_id, k.subject_id as subject, p.at is not null and k.why <> 'retention' as person, max(k.erased_at) as at,
                array_agg(k.key_id) as keys
              from events.es_erasures k left join persons p on p.client_id = k.client_id and p.subject = k.subject_id
              group by 1, 2, 3, case when k.why = 'retention' then k.erased_at end)
            select coalesce(p.at, k.at), client_id, subject, person, coalesce(k.keys, '{}')
            from (select client_id, subject, true as person, at from persons) p full join keys k using (client_id, subject, person) order by 1, 2, 3
            """);
        var erased = rows.Select(row => new ErasureLine(
            Instant(row.At), row.Client, row.Subject, row.Person, row.Keys, row.Person ? true : null));
        return TakeBackup.Merge(erased, await BegunAsync());
    }

    /// <summary>The keys of whoever is held.</summary>
    public async Task<IReadOnlySet<(string Client, Guid Key)>> HeldAsync() =>
        !await connection.ExecuteScalarAsync<bool>("select to_regclass('platform.legal_holds') is not null") ? new HashSet<(string, Guid)>()
            : (await connection.QueryAsync<(string, Guid)>("""
                select client_id, key_id from events.es_subject_keys k where exists (
                  select from platform.legal_holds h where h.client_id = k.client_id and h.subject = k.subject_id and h.lifted_at is null)
                """)).ToHashSet();

    // What was begun and never ended; a host that died while it looked through everything had erased the person.
    private async Task<IEnumerable<ErasureLine>> BegunAsync() =>
        !await connection.ExecuteScalarAsync<bool>("select to_regclass('platform.erasures') is not null") ? []
            : (await connection.QueryAsync<(DateTime At, string Client, Guid Subject, bool Ended)>("""
                select began_at, client_id, subject, state = 'scanning' from platform.erasures where state in ('erasing', 'scanning')
                """)).Select(row => new ErasureLine(Instant(row.At), row.Client, row.Subject, Person: true, [], row.Ended));

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        if (isOurs)
            await connection.DisposeAsync();
    }

    private static DateTimeOffset Instant(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
