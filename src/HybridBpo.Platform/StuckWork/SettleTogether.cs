namespace HybridBpo.Platform;

/// <summary>
/// A person says of many unknown deliveries at once what came of them: each by itself, in their name and with their reason, as if one by one. Nothing
/// is sent. Such as after a restore, when nothing told what had left.
/// </summary>
/// <param name="database">Where deliveries are.</param>
/// <param name="settle">Says it of each.</param>
/// <param name="time">For the id under which they stand together.</param>
public sealed class SettleTogether(Database database, SettleDelivery settle, TimeProvider time)
{
    /// <summary>So many are resolved at once; the rest by doing it again.</summary>
    public const int Most = 1000;

    /// <summary>So long a reason may be.</summary>
    public const int MostReason = 300;

    /// <summary>Is this a reason that can be kept?</summary>
    /// <param name="reason">What was typed.</param>
    /// <returns>What to do about it; null when it is one.</returns>
    public static Refusal? Unfit(string reason) => reason.Trim().Length is < 3 or > MostReason || reason.Any(char.IsControl)
        ? new Invalid($"Say in 3 to {MostReason} characters how you know it; no names.") : null;

    /// <summary>Resolves those of a group.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.FollowUp"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="cause">Which of them: see <see cref="UnknownDeliveries.Cause"/>.</param>
    /// <param name="latest">What came to be in doubt after this instant was not shown, and stays.</param>
    /// <param name="left">Did they leave?</param>
    /// <param name="reason">How the person knows, without names.</param>
    /// <param name="ct">Cancellation: what was said until then stays said.</param>
    public async Task<Result<SettledTogether>> MarkAsync(
        Access access, string client, string cause, DateTimeOffset latest, bool left, string reason, CancellationToken ct)
    {
        if (!access.May(Act.FollowUp))
            return new Forbidden("Only a supervisor says what came of a delivery.");
        if (!access.Sees(client))
            return new NotFound($"There is no client {client}.");
        if (Unfit(reason) is { } unfit)
            return unfit;
        var ids = await database.QueryAsync<Guid>(access, $"""
            select id from platform.deliveries
            where client_id = {client} and state = 'unknown' and looked_at is null and md5(coalesce(reason ->> 'words', '')) = {cause}
              and changed_at <= {latest.ToUniversalTime()}
            order by changed_at, id limit {Most + 1}
            """, ct);
        var (why, done, others) = (new { reason = reason.Trim(), together = Ids.New(time) }, 0, new List<NotSettled>());
        foreach (var id in ids.Take(Most))
        {
            if ((await settle.MarkAsync(access, client, id, left, why, ct)).Refusal is { } refusal) others.Add(new NotSettled(id, refusal.Message));
            else done++;
        }

        return new SettledTogether(done, others, ids.Count > Most);
    }
}

/// <summary>What came of resolving many.</summary>
/// <param name="Done">How many are resolved.</param>
/// <param name="Others">Those that are not, and why.</param>
/// <param name="More">Are there more of the same, which were too many at once?</param>
public sealed record SettledTogether(int Done, IReadOnlyList<NotSettled> Others, bool More);

/// <summary>A delivery that was not resolved.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Why">Why not.</param>
public sealed record NotSettled(Guid Delivery, string Why);
