using System.Text.Json;

namespace HybridBpo.Inbox.Working;

/// What somebody typed into the forms of a case and has not recorded: theirs alone, kept when the lease is lost.
internal sealed class Drafts(Database database, TimeProvider time)
{
    public const int Limit = 32_768;

    internal sealed record Draft(IReadOnlyDictionary<string, string[]> Values, DateTimeOffset? SavedAt)
    {
        public static Draft Empty { get; } = new(new Dictionary<string, string[]>(), null);

        public string One(string name) => Values.TryGetValue(name, out var values) && values.Length > 0 ? values[^1] : "";

        public bool Has(string name, string value) => Values.TryGetValue(name, out var values) && values.Contains(value);
    }

    private sealed record Kept(string Draft, DateTimeOffset SavedAt);

    public async Task<Draft> ReadAsync(Access access, string client, Guid caseId, CancellationToken ct)
    {
        var kept = await database.SingleOrDefaultAsync<Kept>(access, $"""
            select draft::text as draft, saved_at from inbox.drafts
            where client_id = {client} and case_id = {caseId} and user_id = {access.Actor.Id}
            """, ct);
        return kept is null ? Draft.Empty : new Draft(JsonSerializer.Deserialize<Dictionary<string, string[]>>(kept.Draft) ?? [], kept.SavedAt);
    }

    /// Only on a case that waits for a judgement or a decision; no more than the limit. Token: of the page on which it was typed. When that person
    /// went on with the case elsewhere, the page is stale, and what it holds would choose for them.
    public Task<Result<DateTimeOffset>> SaveAsync(
        Access access, string client, Guid caseId, IReadOnlyDictionary<string, string[]> values, long? token, CancellationToken ct) =>
        SaveAsync(access, client, caseId, values, [Stages.Open, Stages.WaitingSecond], token, ct);

    /// What stands in the form should the decision that was just made be undone or refused.
    public Task<Result<DateTimeOffset>> KeepTypedAsync(
        Access access, string client, Guid caseId, IReadOnlyDictionary<string, string[]> values, CancellationToken ct) =>
        SaveAsync(access, client, caseId, values, [Stages.Decided], null, ct);

    private async Task<Result<DateTimeOffset>> SaveAsync(
        Access access, string client, Guid caseId, IReadOnlyDictionary<string, string[]> values, string[] stages, long? token, CancellationToken ct)
    {
        var json = JsonSerializer.Serialize(values);
        if (json.Length > Limit)
        {
            return new DraftTooLong();
        }

        var now = time.GetUtcNow();
        var saved = await database.ExecuteAsync(access with { AtDesk = true }, $"""
            insert into inbox.drafts (client_id, case_id, user_id, draft, saved_at)
            select client_id, case_id, {access.Actor.Id}, {json}::jsonb, {now} from inbox.cases
            where client_id = {client} and case_id = {caseId} and stage = any ({stages})
              and not (coalesce(holder = {access.Actor.Id}, false) and token > coalesce({token}::bigint, token))
              and not (stage = {Stages.WaitingSecond} and decided_by = {access.Actor.Id})
            for share
            on conflict (client_id, case_id, user_id) do update set draft = excluded.draft, saved_at = excluded.saved_at
            """, ct);
        return saved == 1 ? now : new DraftIsStale();
    }
}

internal sealed record DraftIsStale() : Conflict("The case went on meanwhile. Load it again to see where it stands.");

internal sealed record DraftTooLong() : TooLarge("This is more than a draft holds. Shorten the notes.");
