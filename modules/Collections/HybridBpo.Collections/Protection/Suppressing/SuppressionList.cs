using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Collections.Protection.Suppressing;

/// <summary>An address as it stands on the list.</summary>
/// <param name="Why">Codes; <c>opted-out</c> is what its person said, which nobody takes back here.</param>
internal sealed record Listed(DateTimeOffset Since, IReadOnlyList<string> Why);

internal sealed record SuppressionAct(DateTimeOffset At, string ByUser, string Act, string Why, int Given, int Fresh);

/// <summary>
/// The firm-wide list as supervisors keep it: whoever stands on it is reached for no client, from the next check on, and every message is checked as
/// it leaves. What people said themselves stands beside it and is not taken off here.
/// </summary>
internal sealed class SuppressionList(Database database, Suppression suppression, TimeProvider time)
{
    private const int Portion = 20_000;

    // Origin of what was put on by hand, and the beginning of its reasons.
    private const string ByHand = "by-hand";

    public async Task<Listed?> FindAsync(Access access, Reachable of, CancellationToken ct)
    {
        var key = await suppression.KeyAsync(ct);
        var rows = await database.QueryAsync<Row>(access, $"""
            select reason, since from collections.suppressions where kind = {of.Kind} and value_sha256 = any ({key.Forms(of.Value)}) order by since
            """, ct);
        return rows.Count == 0 ? null : new Listed(rows[0].Since, [.. rows.Select(r => CodeOf(r.Reason)).Distinct()]);
    }

    /// <summary>How many there are, by kind.</summary>
    public Task<IReadOnlyList<StateCount>> CountAsync(Access access, CancellationToken ct) => database.QueryAsync<StateCount>(access, $"""
        select kind as state, count(distinct value_sha256) as count from collections.suppressions group by kind order by kind
        """, ct);

    public Task<IReadOnlyList<SuppressionAct>> ActsAsync(Access access, CancellationToken ct) => database.QueryAsync<SuppressionAct>(access, $"""
        select at, by_user, act, why, given, fresh from collections.suppression_acts order by at desc limit 50
        """, ct);

    /// <summary>Puts them on, all or none; the same command again changes nothing.</summary>
    /// <returns>How many were not on it by hand before.</returns>
    public async Task<Result<int>> AddAsync(Access access, SuppressionLines lines, string why, Guid command, CancellationToken ct)
    {
        if (SuppressionWhy.On.All(known => known.Code != why)) return new SuppressionReasonMissing();
        var (key, now) = (await suppression.KeyAsync(ct), time.GetUtcNow());
        return await ActAsync(access, "added", why, lines.Good.Count, command, async connection =>
        {
            var fresh = 0;
            foreach (var portion in lines.Good.Chunk(Portion))
                fresh += await ExecuteAsync(connection, $"""
                    insert into collections.suppressions (kind, value_sha256, reason, since, origin, keyed)
                    select a.kind, a.hash, {Reason(why)}, {now}, {key.Under(Origin)}, true
                    from unnest({portion.Select(a => a.Kind).ToArray()}, {portion.Select(a => key.Forms(a.Value)[0]).ToArray()}) as a (kind, hash)
                    on conflict do nothing
                    """, ct);
            return fresh;
        }, ct);
    }

    /// <summary>Takes one off that was put on by hand.</summary>
    public async Task<Result<int>> RemoveAsync(Access access, Reachable of, string why, Guid command, CancellationToken ct)
    {
        if (SuppressionWhy.Off.All(known => known.Code != why)) return new SuppressionReasonMissing();
        var key = await suppression.KeyAsync(ct);
        var removed = await ActAsync(access, "removed", why, 1, command, connection => ExecuteAsync(connection, $"""
            delete from collections.suppressions
            where kind = {of.Kind} and value_sha256 = any ({key.Forms(of.Value)}) and origin = {key.Under(Origin)}
            """, ct), ct);
        return removed.Refusal is null && removed.Value == 0 ? new NotListedByHand() : removed;
    }

    private async Task<Result<int>> ActAsync(
        Access access, string act, string why, int given, Guid command, Func<NpgsqlConnection, Task<int>> change, CancellationToken ct)
    {
        if (!access.May(Act.Attest)) return new Forbidden("Only a supervisor keeps the firm-wide list.");
        var id = Ids.For("firm", "suppression", $"{act}|{command}|{access.Actor.Id}");
        return await database.InTransactionAsync<Result<int>>(access, async (connection, _) =>
        {
            var first = await ExecuteAsync(connection, $"""
                insert into collections.suppression_acts (id, at, by_user, act, why, given, fresh)
                values ({id}, {time.GetUtcNow()}, {access.Actor.Id}, {act}, {why}, {given}, 0) on conflict do nothing
                """, ct) == 1;
            if (first)
                await ExecuteAsync(connection, $"update collections.suppression_acts set fresh = {await change(connection)} where id = {id}", ct);
            await using var told = new NpgsqlCommand("select fresh from collections.suppression_acts where id = $1", connection)
            {
                Parameters = { new() { Value = id } },
            };
            return (int)(await told.ExecuteScalarAsync(ct))!;
        }, ct);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, FormattableString sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlText.Bind(sql) } };
        return await batch.ExecuteNonQueryAsync(ct);
    }

    private static byte[] Origin => System.Text.Encoding.UTF8.GetBytes(ByHand);

    private static string Reason(string why) => $"{ByHand}:{why}";

    private static string CodeOf(string reason) => reason.StartsWith(ByHand, StringComparison.Ordinal) ? reason[(ByHand.Length + 1)..] : reason;

    private sealed record Row(string Reason, DateTimeOffset Since);
}

internal sealed record SuppressionReasonMissing() : Invalid("Choose why.");

internal sealed record NotListedByHand()
    : Conflict("Nobody put it on the list by hand. What its person said is taken back on the page of the account, with their consent.");
