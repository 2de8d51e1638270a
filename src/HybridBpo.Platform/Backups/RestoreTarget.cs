using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Where a backup is restored to. It is filled aside, in a database of its own that takes the old one's name at the end in one transaction: until
/// then the old one stays as it is, whatever happens. Where the role may make no database, an empty one is filled in its place.
/// </summary>
internal sealed class RestoreTarget : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string connectionString;
    private readonly string? maintenance;
    private readonly NpgsqlConnection guard;
    private readonly bool wasEmpty;
    private bool finished;

    private RestoreTarget(string connectionString, string? maintenance, NpgsqlConnection guard, bool wasEmpty)
    {
        (this.connectionString, this.maintenance, this.guard, this.wasEmpty) = (connectionString, maintenance, guard, wasEmpty);
        Filling = maintenance is null ? connectionString : Named($"{Name}_restoring");
    }

    /// <summary>The database that is filled.</summary>
    public string Filling { get; }

    /// <summary>A database that is replaced, to be read before it goes; null when there was none.</summary>
    public NpgsqlConnection? Old => wasEmpty ? null : guard;

    private string Name => new NpgsqlConnectionStringBuilder(connectionString).Database!;

    private string FillingName => new NpgsqlConnectionStringBuilder(Filling).Database!;

    /// <summary>Looks whether the backup may go there. Nothing is changed yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="schemas">Our schemas.</param>
    /// <param name="replace">May it take the place of what is there?</param>
    /// <param name="needs">Major version of the server that the backup was taken from.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Result<RestoreTarget>> OpenAsync(
        DatabaseServer server, IReadOnlyList<string> schemas, bool replace, int needs, CancellationToken ct)
    {
        var guard = new NpgsqlConnection(Alone(server.ConnectionString, null));
        await guard.OpenAsync(ct);
        var refusal = await LookAsync(guard, schemas, replace, needs);
        if (refusal is null)
        {
            var wasEmpty = await IsEmptyAsync(guard, schemas) || await RestoreMark.ReadAsync(guard, guard.Database, ct) == RestoreMark.Unfinished;
            var maintenance = server.AdminConnectionString ?? (await MayMakeAsync(guard) ? Alone(server.ConnectionString, "postgres") : null);
            if (maintenance is not null || wasEmpty)
                return new RestoreTarget(server.ConnectionString, maintenance, guard, wasEmpty);
            refusal = new TargetInUse($"To put the backup in the place of {guard.Database}, the role {guard.UserName} must be able to make a "
                + $"database: alter role {guard.UserName} createdb (for the time of the restore), or name an empty database.");
        }
        await guard.DisposeAsync();
        return refusal;
    }

    /// <summary>Makes the database that is filled, empty and marked as unfinished.</summary>
    public async Task PrepareAsync(IReadOnlyList<string> schemas, CancellationToken ct)
    {
        // Whatever starts meanwhile waits for the lock of the migration, and what starts after a crash finds the mark.
        if (wasEmpty)
            await RestoreMark.WriteAsync(guard, guard.Database, RestoreMark.Unfinished, ct);
        if (maintenance is null)
        {
            foreach (var schema in schemas)
                await guard.ExecuteAsync($"drop schema if exists {schema} cascade");
            return;
        }
        await using var admin = await ConnectAsync(ct);
        await DropOursAsync(admin, FillingName, ct);
        await DropOursAsync(admin, $"{Name}_replaced", ct);
        var (collate, type, provider) = await guard.QuerySingleAsync<(string, string, char)>(
            "select datcollate::text, datctype::text, datlocprovider from pg_database where datname = current_database()");
        var locale = provider == 'c' ? $" lc_collate '{collate.Replace("'", "''")}' lc_ctype '{type.Replace("'", "''")}'" : "";
        await admin.ExecuteAsync($"""
            create database {RestoreMark.Quoted(FillingName)} owner {RestoreMark.Quoted(guard.UserName!)} template template0 encoding 'UTF8'{locale}
            """);
        await RestoreMark.WriteAsync(admin, FillingName, RestoreMark.Unfinished, ct);
    }

    /// <summary>Settings of the database itself, which stand in no dump.</summary>
    public async Task SetAsync(IEnumerable<string> settings, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Alone(Filling, null));
        await connection.OpenAsync(ct);
        // A search path is a list, which one string would make one name of; every statement of ours names its schema.
        foreach (var setting in settings.Select(text => text.Split('=', 2))
            .Where(pair => pair.Length == 2 && pair[0].All(IsWord) && pair[0] != "search_path"))
        {
            try
            {
                await connection.ExecuteAsync(
                    $"alter database {RestoreMark.Quoted(FillingName)} set {setting[0]} = '{setting[1].Replace("'", "''")}'");
            }
            catch (PostgresException no) when (no.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // A setting that only a superuser may make was made by one.
            }
        }

        static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';
    }

    /// <summary>Puts the filled database in the place of the old one, in one transaction, and drops the old one.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        NpgsqlConnection.ClearAllPools();
        if (maintenance is null)
        {
            await RestoreMark.WriteAsync(guard, Name, null, ct);
            finished = true;
            return;
        }
        await using var admin = await ConnectAsync(ct);
        await RestoreMark.WriteAsync(admin, FillingName, RestoreMark.Restored, ct);
        await guard.DisposeAsync();
        var replaced = $"{Name}_replaced";
        await WhenFreeAsync(admin, [Name, FillingName], async () =>
        {
            await using var swap = await admin.BeginTransactionAsync(ct);
            await admin.ExecuteAsync($"""
                comment on database {RestoreMark.Quoted(Name)} is '{RestoreMark.Replaced}';
                alter database {RestoreMark.Quoted(Name)} rename to {RestoreMark.Quoted(replaced)};
                alter database {RestoreMark.Quoted(FillingName)} rename to {RestoreMark.Quoted(Name)};
                comment on database {RestoreMark.Quoted(Name)} is null;
                """);
            await swap.CommitAsync(ct);
        }, ct);
        finished = true;
        await DropOursAsync(admin, replaced, CancellationToken.None);
    }

    /// <summary>When it was not finished: what was filled aside goes, and what was there before is as it was.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!finished && guard.State == System.Data.ConnectionState.Open)
        {
            NpgsqlConnection.ClearAllPools();
            if (maintenance is not null)
            {
                await using var admin = await ConnectAsync(CancellationToken.None);
                await DropOursAsync(admin, FillingName, CancellationToken.None);
                // An empty database stays empty; one that was filled in its place keeps its mark.
                if (wasEmpty)
                    await RestoreMark.WriteAsync(guard, guard.Database, null, CancellationToken.None);
            }
        }
        await guard.DisposeAsync();
    }

    private static async Task<Refusal?> LookAsync(NpgsqlConnection guard, IReadOnlyList<string> schemas, bool replace, int needs)
    {
        if (guard.PostgreSqlVersion.Major < needs)
            return new TargetInUse($"The backup was taken from PostgreSQL {needs}, and this server is {guard.PostgreSqlVersion.Major}: restore it to "
                + $"{needs} or newer.");
        if (!await guard.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(@key)", new { key = Migrator.LockKey }))
            return new TargetInUse("A host is starting on this database, or another restore is under way: stop it first.");
        var others = await guard.ExecuteScalarAsync<long>("""
            select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            """);
        if (others > 0)
            return new TargetInUse($"A host or another program uses this database ({CountText.Of(others, "connection")}): stop every host first.");
        if (replace || await IsEmptyAsync(guard, schemas)
            || await RestoreMark.ReadAsync(guard, guard.Database, CancellationToken.None) == RestoreMark.Unfinished)
            return null;
        return new TargetInUse($"The database {guard.Database} is not empty: --replace puts the backup in its place, and what it holds now is lost.");
    }

    private static async Task<bool> IsEmptyAsync(NpgsqlConnection guard, IReadOnlyList<string> schemas) =>
        !(await BackupSnapshot.TablesAsync(guard, schemas)).Any();

    private static Task<bool> MayMakeAsync(NpgsqlConnection guard) =>
        guard.ExecuteScalarAsync<bool>("select rolcreatedb or rolsuper from pg_roles where rolname = current_user");

    // Only a database that carries a mark of ours is ever dropped, or an empty one: it is marked after it was made, and a kill may come between.
    private async Task DropOursAsync(NpgsqlConnection admin, string name, CancellationToken ct)
    {
        if (await admin.ExecuteScalarAsync<bool>("select exists (select from pg_database where datname = @name)", new { name }))
        {
            if (await RestoreMark.ReadAsync(admin, name, ct) is not (RestoreMark.Unfinished or RestoreMark.Restored or RestoreMark.Replaced)
                && !await HoldsNothingAsync(name, ct))
                throw new IOException($"A database {name} is there that no restore of ours made: rename it, and restore again.");
            await WhenFreeAsync(admin, [name], () => admin.ExecuteAsync($"drop database {RestoreMark.Quoted(name)}"), ct);
        }
    }

    // Ends whoever uses a database, such as a host that waits for the lock of the migration and starts again by itself. The server's own cleaning
    // only a superuser may end: it steps aside for a rename and for a plain drop, which wait for it, and not for one "with (force)".
    private static async Task WhenFreeAsync(NpgsqlConnection admin, string[] names, Func<Task> work, CancellationToken ct)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            await admin.ExecuteAsync("""
                select pg_terminate_backend(pid) from pg_stat_activity where datname = any (@names) and pg_has_role(usesysid, 'member')
                """, new { names });
            try
            {
                await work();
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse
                && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(100, ct);
            }
        }
    }

    private async Task<bool> HoldsNothingAsync(string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Alone(Named(name), null));
        await connection.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>("""
            with theirs as (select oid, nspname from pg_namespace where nspname not like 'pg\_%' and nspname <> 'information_schema')
            select not exists (select from pg_class where relnamespace in (select oid from theirs))
              and not exists (select from pg_proc where pronamespace in (select oid from theirs))
              and not exists (select from pg_type where typnamespace in (select oid from theirs))
              and not exists (select from theirs where nspname <> 'public')
              and not exists (select from pg_extension where extname <> 'plpgsql')
            """);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        var admin = new NpgsqlConnection(maintenance);
        await admin.OpenAsync(ct);
        return admin;
    }

    private string Named(string database) => new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    private static string Alone(string connectionString, string? database)
    {
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, MaxAutoPrepare = 0 };
        if (database is not null)
            alone.Database = database;
        return alone.ConnectionString;
    }
}

/// <summary>A backup cannot go where it was to go; the message says what to do.</summary>
public sealed record TargetInUse(string Message) : Conflict(Message);
