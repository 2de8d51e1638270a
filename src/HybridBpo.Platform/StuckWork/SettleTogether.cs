using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// A person says of many unknown deliveries at once what came of them: each by itself, in their name and with their reason, as if one by one. Nothing
/// is sent. Such as after a restore, when nothing told what had left.
/// </summary>
/// <param name="database">Where deliveries are.</param>
/// <param name="settle">Says it of each.</param>
/// <param name="time">For the id under which they stand together.</param>
/// <param name="log">Told the kind of what went wrong.</param>
public sealed class SettleTogether(Database database, SettleDelivery settle, TimeProvider time, ILogger<SettleTogether> log)
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

    /// <summary>Which of a group are resolved when a person says so now: the earliest, at most <see cref="Most"/>.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="cause">Which of them: see <see cref="UnknownDeliveries.Cause"/>.</param>
    /// <param name="latest">What came to be in doubt after this instant was not shown, and stays.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<TogetherShown> ShowAsync(Access access, string client, string cause, DateTimeOffset latest, CancellationToken ct) =>
        (await FindAsync(access, client, cause, latest, ct)).Shown;

    /// <summary>Resolves those of a group that the person was shown.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.FollowUp"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="cause">Which of them: see <see cref="UnknownDeliveries.Cause"/>.</param>
    /// <param name="shown">What they were shown; nothing is resolved when it is not just these any more.</param>
    /// <param name="left">Did they leave?</param>
    /// <param name="reason">How the person knows, without names.</param>
    /// <param name="ct">Cancellation: what was said until then stays said.</param>
    public async Task<Result<SettledTogether>> MarkAsync(
        Access access, string client, string cause, (DateTimeOffset Latest, string Print) shown, bool left, string reason, CancellationToken ct)
    {
        if (!access.May(Act.FollowUp))
            return new Forbidden("Only a supervisor says what came of a delivery.");
        if (!access.Sees(client))
            return new NotFound($"There is no client {client}.");
        if (Unfit(reason) is { } unfit)
            return unfit;
        var (ids, now) = await FindAsync(access, client, cause, shown.Latest, ct);
        if (now.Print != shown.Print)
            return new ChangedMeanwhile("Meanwhile these are not the same messages any more: look once more, nothing was marked.");
        var (why, done, others) = (new { reason = reason.Trim(), together = Ids.New(time) }, 0, new List<NotSettled>());
        foreach (var id in ids)
        {
            try
            {
                if ((await settle.MarkAsync(access, client, id, left, why, ct)).Refusal is { } refusal)
                    others.Add(new NotSettled(id, refusal.Message));
                else
                    done++;
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // Of what went wrong only the kind is told: its text may quote the person's data.
                log.LogError("What a person said of delivery {Id} could not be recorded: {Error}.", id, error.GetType().Name);
                others.Add(new NotSettled(id, $"It could not be recorded: {KindOf(error)}. It is still in doubt; the host's log names it."));
                if (error is NpgsqlException and not PostgresException) break;
            }
        }

        return new SettledTogether(done, others);
    }

    private sealed record Found(Guid Id, DateTimeOffset ChangedAt);

    private async Task<(IReadOnlyList<Guid> Ids, TogetherShown Shown)> FindAsync(
        Access access, string client, string cause, DateTimeOffset latest, CancellationToken ct)
    {
        var found = await database.QueryAsync<Found>(access, $"""
            select id, changed_at from platform.deliveries
            where client_id = {client} and state = 'unknown' and looked_at is null and md5(coalesce(reason ->> 'words', '')) = {cause}
              and changed_at <= {latest.ToUniversalTime()}
            order by changed_at, id limit {Most + 1}
            """, ct);
        Guid[] ids = [.. found.Take(Most).Select(one => one.Id)];
        var print = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', ids))));
        return (ids, new TogetherShown(ids.Length, ids.Length == 0 ? latest : found[ids.Length - 1].ChangedAt, print, found.Count > Most));
    }

    private static string KindOf(Exception error) =>
        error is PostgresException refused ? $"the database refused it ({refused.SqlState})"
        : error is NpgsqlException ? "the database cannot be reached" : error.GetType().Name;
}

/// <summary>What a person is shown before they say of many what came of them.</summary>
/// <param name="Count">How many.</param>
/// <param name="Latest">When the latest of them came to be in doubt.</param>
/// <param name="Print">Tells just these from any others.</param>
/// <param name="More">Are there more of the same, which are too many at once?</param>
public sealed record TogetherShown(int Count, DateTimeOffset Latest, string Print, bool More);

/// <summary>What came of resolving many.</summary>
/// <param name="Done">How many are resolved.</param>
/// <param name="Others">Those that are not, and why.</param>
public sealed record SettledTogether(int Done, IReadOnlyList<NotSettled> Others);

/// <summary>A delivery that was not resolved.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Why">Why not.</param>
public sealed record NotSettled(Guid Delivery, string Why);
