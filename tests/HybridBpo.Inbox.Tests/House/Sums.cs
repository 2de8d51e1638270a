using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// What the oversight report adds up, beside the rows that it comes of.
internal static class Sums
{
    /// Every day of every person is summed up as their decisions say, and no other.
    public static async Task SumsHoldAsync(this InboxHouse house) =>
        Assert.Empty(await house.Database.QueryAsync<string>(Access.System("test"), $"""
            with rows as (
              select client_id, (decided_at at time zone 'UTC')::date as day, kind, mode, user_id, count(*) as decided, count(agreed) as compared,
                count(*) filter (where agreed) as agreed, count(*) filter (where evidence) as evidence, count(review) as reviewed,
                count(*) filter (where review = 'refused') as sent_back, count(*) filter (where ended = 'refused') as refused,
                count(*) filter (where ended in ('withdrawn', 'lapsed')) as withdrawn, 4 * count(to_judgement) as judged, 4 * count(*) as packed
              from inbox.oversight_decisions where ended_at is not null group by 1, 2, 3, 4, 5),
            sums as (
              select client_id, day, kind, mode, user_id, decided, compared, agreed, evidence, reviewed, sent_back, refused, withdrawn,
                length(to_judgement) as judged, length(to_decision) as packed
              from inbox.oversight_days where version = 2)
            select 'missing ' || to_jsonb(r)::text from rows r where not exists (select from sums s where to_jsonb(s) = to_jsonb(r))
            union all
            select 'too many ' || to_jsonb(s)::text from sums s where not exists (select from rows r where to_jsonb(s) = to_jsonb(r))
            """, TestContext.Current.CancellationToken));

    /// Two others who decided today in every mode: a group of one shows its last week a week later.
    public static async Task ColleaguesAsync(this InboxHouse house, string kind = InboxHouse.Plan)
    {
        var ct = TestContext.Current.CancellationToken;
        // The projection empties its tables when it begins: rows of a test's own come after that.
        for (var tries = 0; !await house.Database.SingleOrDefaultAsync<bool>(Access.System("test"),
            $"select exists (select from events.mt_event_progression where starts_with(name, 'inbox_oversight:V2'))", ct); tries++)
        {
            Assert.True(tries < 200, "The projection did not begin.");
            await Task.Delay(50, ct);
        }

        await house.Database.ExecuteAsync(Access.System("test"), $"""
            insert into inbox.oversight_decisions (client_id, decision_id, case_id, user_id, kind, mode, evidence, to_judgement, to_decision,
              decided_at, agreed, adverse, ended, ended_at)
            select 'fernbrook', gen_random_uuid(), gen_random_uuid(), who, {kind}, mode, true, 30, 40, now(), true, false, 'sent', now()
            from unnest(array['one', 'two']) who, unnest(array['judgement-first', 'on-request', 'machine-first', 'bulk']) mode
            """, ct);
    }
}
