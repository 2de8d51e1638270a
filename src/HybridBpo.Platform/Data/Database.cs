using System.Data;
using Dapper;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Reads, and small writes outside event sessions. Every statement runs in one batch after <c>app.clients</c> was set from the <see cref="Access"/>,
/// so row-level security sees who asks without a further round trip and nothing stays on the pooled connection.
/// </summary>
/// <remarks>
/// Holes of interpolated statements become parameters. Rows become records by position: columns in the order of the record's parameters and named
/// like them (<c>client_id</c> = <c>ClientId</c>); <c>timestamptz</c> = <see cref="DateTimeOffset"/>, <c>date</c> = <see cref="DateOnly"/>,
/// <c>bigint</c> = <see cref="long"/>, <c>jsonb</c> = <see cref="string"/>, <c>text[]</c> = <see cref="IReadOnlyList{T}"/> of texts. A single column
/// is read as the plain type.
/// </remarks>
/// <param name="source">Connections to the product's database.</param>
public sealed class Database(NpgsqlDataSource source)
{
    static Database() => RowTypes.Register();

    /// <summary>The pool beneath, for what needs a connection of its own (LISTEN, COPY).</summary>
    public NpgsqlDataSource Source => source;

    /// <summary>All rows of a query.</summary>
    /// <typeparam name="T">A record, or the plain type of a single column.</typeparam>
    /// <param name="access">Whose clients the rows may belong to.</param>
    /// <param name="sql">The query.</param>
    /// <param name="ct">Cancellation.</param>
    /// <exception cref="PostgresException">The statement is wrong or a constraint broke: nothing was written.</exception>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(Access access, FormattableString sql, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = Batch(connection, access, sql);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var rows = new List<T>();
        var parse = reader.HasRows ? reader.GetRowParser(typeof(T)) : null;
        while (await reader.ReadAsync(ct))
            rows.Add(Row<T>(parse!(reader)));
        // Errors of what follows the rows (a constraint, a trigger) show only when the batch is read to its end.
        await reader.NextResultAsync(ct);
        return rows;
    }

    /// <summary>The only row, or null when there is none.</summary>
    /// <exception cref="InvalidOperationException">There is more than one.</exception>
    public async Task<T?> SingleOrDefaultAsync<T>(Access access, FormattableString sql, CancellationToken ct) =>
        (await QueryAsync<T>(access, sql, ct)).SingleOrDefault();

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows that it changed.</returns>
    public async Task<int> ExecuteAsync(Access access, FormattableString sql, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = Batch(connection, access, sql);
        await batch.ExecuteNonQueryAsync(ct);
        return (int)batch.BatchCommands[1].RecordsAffected;
    }

    /// <summary>Runs work in one transaction: COPY, streaming, several statements. Committed when the work returns, undone when it throws.</summary>
    /// <param name="access">Whose clients the rows may belong to; holds for the whole transaction.</param>
    /// <param name="work">The work; must not keep the connection.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="isolation">How much of what others commit meanwhile it sees.</param>
    public Task InTransactionAsync(
        Access access, Func<NpgsqlConnection, NpgsqlTransaction, Task> work, CancellationToken ct,
        IsolationLevel isolation = IsolationLevel.ReadCommitted) => InTransactionAsync(
            access, async (connection, transaction) =>
            {
                await work(connection, transaction);
                return true;
            }, ct, isolation);

    /// <summary>The same, for work that answers something.</summary>
    /// <inheritdoc cref="InTransactionAsync(Access, Func{NpgsqlConnection, NpgsqlTransaction, Task}, CancellationToken, IsolationLevel)"/>
    /// <returns>What the work answered, once it is committed.</returns>
    public async Task<T> InTransactionAsync<T>(
        Access access, Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken ct,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(isolation, ct);
        await using var setting = new NpgsqlBatch(connection, transaction) { BatchCommands = { Setting(access) } };
        await setting.ExecuteNonQueryAsync(ct);
        var answer = await work(connection, transaction);
        await transaction.CommitAsync(ct);
        return answer;
    }

    private static T Row<T>(object? row) => row switch
    {
        T value => value,
        null when default(T) is null => default!,
        _ => throw new InvalidCastException($"The query answered {row ?? "null"} where {typeof(T)} was expected."),
    };

    private static NpgsqlBatch Batch(NpgsqlConnection connection, Access access, FormattableString sql) =>
        new(connection) { BatchCommands = { Setting(access), SqlText.Bind(sql) } };

    private static string DeskOf(Access access) => access.IsSystem ? Access.EveryDesk : access.Actor.Id;

    private static NpgsqlBatchCommand Setting(Access access) => access.AtDesk
        ? SqlText.Bind($"select set_config('app.clients', {string.Join(',', access.Clients)}, true), set_config('app.desk', {DeskOf(access)}, true)")
        : SqlText.Bind($"select set_config('app.clients', {string.Join(',', access.Clients)}, true)");
}
