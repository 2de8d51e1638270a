using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Collections.Risk.Portfolio;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Collections.Risk.Scoring;

internal sealed record ScoreOrder(string Client);

/// <summary>
/// Scores a client's portfolio with its live model, records what changed (a band, a flag) and sends flagged accounts to people. Without a live model
/// there is no score: accounts are flagged by age alone.
/// </summary>
internal sealed class ScorePortfolio(
    EventStore store, Database database, Clients clients, Portfolios portfolios, ModelRegistry registry, AccountDesk desk, TimeProvider time,
        ILogger<ScorePortfolio> log)
    : IScan, IMessageHandler
{
    public const string MessageKind = "collections.score-portfolio";

    private const int BatchSize = 200;

    public string Kind => MessageKind;

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var client in await clients.ListAsync(Access.System(MessageKind), ct)) await RunAsync(client, ct);
    }

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        if (await clients.GetAsync(Access.System(MessageKind, message.Client), message.Client, ct) is { } client) await RunAsync(client, ct);
    }

    /// <returns>How many accounts were scored and how many cases were asked for.</returns>
    public async Task<(int Scored, int Flagged)> RunAsync(Client client, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = client.Today(now);
        var policy = FlagPolicy.On(today);
        var live = await registry.LiveAsync(Reader(client), client.ClientId, ct);
        var access = live is null ? Reader(client) : new Access(new Actor(Actor.Model, live.Label, live.Label), [client.ClientId], []);
        var history = await portfolios.LoadAsync(Reader(client), client.ClientId, ct);
        var scores = await ScoreAsync(client, live, history, policy, today, ct);
        if (scores.Count > 0) await KeepAsync(access, client, live!, scores, today, now, ct);
        var rows = (await database.QueryAsync<AccountRow>(Reader(client), $"""
            select {Sql.Raw(AccountRow.Columns)} from collections.accounts where client_id = {client.ClientId} and state = 'open'
              and balance_minor > 0
            """, ct)).ToDictionary(a => a.Id);
        var flags = await FlagAsync(client, policy, rows, scores, today, now, ct);
        var usual = scores.Count == 0 ? 0 : scores.Values.Average(s => s.Value);
        var known = history.Accounts.ToDictionary(a => a.Id, a => a.Account);
        var form = new FlaggedCase(client, policy, live?.Label, usual, today, now);
        // What can still be kept from being late first, each in the order of the oldest bill, as the queue shows them: the order in which cases are
        // born must not tell the scores either.
        foreach (var flag in flags.OrderByDescending(f => FlagPolicy.InTime(rows[f.Account].OldestDue, today))
            .ThenBy(f => rows[f.Account].OldestDue).ThenBy(f => rows[f.Account].Reference, StringComparer.Ordinal))
            await SendAsync(
                access, flag, form, scores.GetValueOrDefault(flag.Account), WhyNot(live, known.GetValueOrDefault(flag.Account), today), ct);
        if (scores.Count + flags.Count > 0) log.LogInformation(
            "{Client}: {Scored} accounts scored, {Flagged} sent to people.", client.ClientId, scores.Count, flags.Count);
        return (scores.Count, flags.Count);
    }

    private async Task<Dictionary<Guid, Score>> ScoreAsync(Client client, ModelRow? live, PortfolioHistory history, FlagPolicy policy,
        DateOnly today, CancellationToken ct)
    {
        if (live is null) return [];
        if (!(await registry.OpenAsync(Reader(client), live, ct)).Is(out var model, out var refusal)) throw new InvalidOperationException(
            refusal.Message);
        var rows = history.Accounts.Where(a => FeatureBuilder.CanJudge(a.Account, today))
            .Select(a => (a.Id, FeatureBuilder.Build(a.Account, today))).ToList();
        return Scorer.Run(model, rows, policy.BandOf).Is(out var scores, out refusal) ? scores.ToDictionary(s => s.Account)
            : throw new InvalidOperationException(refusal.Message);
    }

    // Scores are rows; only a changed band is an event. All in batches, each whole or not at all.
    private async Task KeepAsync(Access access, Client client, ModelRow live, Dictionary<Guid, Score> scores, DateOnly today, DateTimeOffset now,
        CancellationToken ct)
    {
        var before = (await database.QueryAsync<BandRow>(Reader(client), $"""
            select distinct on (account_id) account_id, band from collections.scores where client_id = {client.ClientId} order by account_id,
              as_of desc, scored_at desc
            """, ct)).ToDictionary(b => b.AccountId, b => b.Band);
        foreach (var batch in scores.Values.Chunk(BatchSize))
        {
            var session = store.OpenSession(client.ClientId, access);
            foreach (var score in batch.Where(s => before.GetValueOrDefault(s.Account, Account.Unknown) != s.Band))
                session.Append(score.Account, new RiskBandChanged(before.GetValueOrDefault(score.Account, Account.Unknown), score.Band, live.Label,
                    today));
            session.Queue($"""
                insert into collections.scores (client_id, account_id, as_of, model, score, band, reasons, values_sha256, scored_at)
                select {client.ClientId}, s.account, {today}, {live.Label}, s.score, s.band, s.reasons::jsonb, s.hash, {now}
                from unnest({batch.Select(s => s.Account).ToArray()}, {batch.Select(s => s.Value).ToArray()}, {batch.Select(s => s.Band).ToArray()},
                            {batch.Select(s => Scorer.Write(s.Reasons)).ToArray()}, {batch.Select(s => s.ValuesHash).ToArray()}) as s (account, score,
                              band, reasons, hash)
                on conflict (client_id, account_id, as_of) do update
                set model = excluded.model, score = excluded.score, band = excluded.band, reasons = excluded.reasons,
                  values_sha256 = excluded.values_sha256,
                    scored_at = excluded.scored_at
                """);
            // Two runs at once come to the same scores: the first one writes them.
            session.ForCommand(Ids.For(client.ClientId, "scores", $"{live.Label}|{today:yyyyMMdd}|{Fingerprint(batch)}"), "{}");
            if (await session.SaveChangesAsync(ct) is not (SaveOutcome.Saved or SaveOutcome.AlreadyDone)) throw new InvalidOperationException(
                "The scores could not be written; they are tried again.");
        }
    }

    private async Task<IReadOnlyList<Flag>> FlagAsync(
        Client client, FlagPolicy policy, Dictionary<Guid, AccountRow> rows, Dictionary<Guid, Score> scores, DateOnly today, DateTimeOffset now,
            CancellationToken ct)
    {
        var flagged = await database.SingleOrDefaultAsync<long>(
            Reader(client), $"select count(*) from collections.accounts where client_id = {client.ClientId} and case_opened_at > {now.AddDays(-1)}",
                ct);
        var closed = (await database.QueryAsync<Guid>(Reader(client), $"""
            select id from collections.persons where client_id = {client.ClientId} and cardinality(protections) > 0
            """, ct)).ToHashSet();
        // Who told us of hardship has a case of its own, and is not asked about twice.
        var told = (await database.QueryAsync<Guid>(Reader(client), $"""
            select account_id from collections.flagged_cases
            where client_id = {client.ClientId} and hardship_at > {now.AddDays(-policy.QuietDays)}
            """, ct)).ToHashSet();
        return policy.Decide(rows.Values.Select(a => new FlagCandidate(
            a.Id, a.PersonId, scores.GetValueOrDefault(a.Id)?.Value, a.DaysLate(today), a.BalanceMinor, a.IsHeld(now) || a.Disputed
                || a.PromiseUntil >= today || (a.PlanAnswer == AnswerPlan.Accepted && a.PlanWaitsUntil >= today) || closed.Contains(a.PersonId)
                || told.Contains(a.Id),
            a.CaseOpenedAt)), (int)flagged, now);
    }

    private async Task SendAsync(Access access, Flag flag, FlaggedCase form, Score? score, string? whyNot, CancellationToken ct)
    {
        var client = form.Client.ClientId;
        if (await desk.LoadAsync(Reader(form.Client), client, flag.Account, ct) is not { } file) return;
        var open = form.Of(file, score, whyNot);
        await store.DecideAboutAsync<Account, Done>(
            access, client, flag.Account, open.CaseId,
            _ => new Decision<Done>(Done.Yes, new AccountFlagged(open.CaseId, form.Policy.Id, flag.Reason, form.Today)),
            (session, _) =>
            {
                session.Send(CaseMessages.Open, open);
                StaleCases.WithdrawIfMoved(session, file.Account, open.CaseId);
            }, ct);
    }

    private static string? WhyNot(ModelRow? live, PortfolioAccount? account, DateOnly today) =>
        live is null ? FlaggedCase.NoModel : account is null ? null : FeatureBuilder.WhyNot(account, today);

    private static string Fingerprint(IEnumerable<Score> batch)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var score in batch)
        {
            hash.AppendData(score.Account.ToByteArray());
            hash.AppendData(score.ValuesHash);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Access Reader(Client client) => Access.System(MessageKind, client.ClientId);

    private sealed record BandRow(Guid AccountId, string Band);
}
