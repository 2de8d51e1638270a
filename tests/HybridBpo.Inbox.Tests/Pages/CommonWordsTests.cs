using HybridBpo.Inbox.Queue;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

public class CommonWordsTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_holds_two_words_is_found_however_many_cases_hold_one_of_them()
    {
        await FillAsync("00000000", 44_000, "case when n % 2 = 0 then 'maria' else 'garcia' end");
        await FillAsync("ffffffff", 3, "'maria garcia'");
        using var sara = house.As(Sara);
        Assert.Equal(3, await FoundAsync("maria garcia"));
        Assert.Equal(3, await FoundAsync("mar garc"));
        Assert.Equal(1, await FoundAsync("maria garcia rffffffff2"));
        Assert.Equal(CaseRows.MostCounted + 1, await FoundAsync("maria"));
        Assert.Equal(0, await FoundAsync("maria lopez"));

        async Task<long> FoundAsync(string words) =>
            (await house.Get<CaseRows>().SearchAsync(sara.Access, words, new QueueFilter(CaseRows.Team), 200, Ct)).Found;
    }

    private Task<int> FillAsync(string ids, int count, string words) => house.Database.ExecuteAsync(Access.System("test"), $"""
        insert into inbox.cases (client_id, case_id, kind, question, reference, subject_id, search_text, urgency, due_at, opened_at, not_for, stage)
        select 'fernbrook', ({ids} || '-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 'demo.plan', 'q', 'r' || {ids} || n, gen_random_uuid(),
          {Sql.Raw(words)}, 0, now() + interval '1 day', now(), array[]::text[], 'open'
        from generate_series(1, {count}) n
        """, Ct);
}
