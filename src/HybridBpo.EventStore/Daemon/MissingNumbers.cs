namespace HybridBpo.Events;

/// <summary>
/// Which numbers no event has, as SQL: one walk along the key of the log, whose gaps alone are kept. All in one statement, and so of one moment,
/// however the mark moves meanwhile.
/// </summary>
internal static class MissingNumbers
{
    /// <summary>
    /// Sent before a walk: it takes longer than others the longer the log is, and whatever limit the role has would end it each time.
    /// </summary>
    public const string Unhurried = "select set_config('statement_timeout', '0', true)";

    private const string Nothing = "'{}'::int8multirange";

    /// <summary>The numbers behind one and up to another that no event has and no mark passed as dead.</summary>
    /// <param name="after">A scalar.</param>
    /// <param name="upTo">A scalar.</param>
    /// <returns>Common tables: <c>edge</c> (<c>after</c>, <c>at</c>) and <c>missing</c> (<c>numbers</c>, a multirange).</returns>
    // The rows of others may hold any number: what lies beyond the edges is cut off, so that nothing overflows.
    public static string Sql(string after, string upTo) =>
        $"""
        edge as materialized (
            select greatest(coalesce(({after}), 0), 0) as after, least(coalesce(({upTo}), 0), 9223372036854775806) as at),
        seen as (
            select seq_id, lag(seq_id, 1, (select after from edge)) over (order by seq_id) as before from events.mt_events
            where seq_id > (select after from edge) and seq_id <= (select at from edge)),
        gaps as (
            select int8range(before, seq_id, '()') as numbers from seen where seq_id > before + 1
            union all
            select int8range(last, at, '(]') from (
                select after, at, greatest(after, (select max(seq_id) from events.mt_events where seq_id <= (select at from edge))) as last
                from edge) tail
            where last < at),
        missing as materialized (
            select coalesce((select range_agg(numbers) from gaps), {Nothing}) - ({Noted("mt_high_water_skips")}) as numbers)
        """;

    /// <summary>What a table notes of numbers between the edges, as a multirange.</summary>
    public static string Noted(string table) =>
        $"""
        select coalesce(range_agg(int8range(greatest(starting_sequence, after), least(ending_sequence, at), '(]')), {Nothing})
        from events.{table}, edge where starting_sequence < ending_sequence and ending_sequence > after and starting_sequence < at
        """;
}
