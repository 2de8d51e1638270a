using HybridBpo.Inbox.Oversight;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// How people do where it is known what is right.
public sealed class RelianceTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private static readonly Access Test = Access.System("test");
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_person_sees_their_own_a_week_before_anybody_else_and_too_little_is_said_to_be_too_little()
    {
        await SeedsAsync(Maren, 9, wrong: true, followed: 5, daysAgo: 1);
        using var maren = house.As(Maren);
        var mirror = (await maren.GetAsync("/inbox/mirror")).Body;
        Assert.Contains("On seeded errors you caught 4 of 9: not enough data yet, about 100 known answers are needed.", mirror);
        Assert.Contains("5 of 9: not enough data yet", mirror);
        using var sara = house.As(Sara);
        Assert.DoesNotContain("Maren K.", (await sara.GetAsync("/supervision/oversight")).Body);

        await SeedsAsync(Tobias, 60, wrong: true, followed: 45, daysAgo: 8);
        await SeedsAsync(Tobias, 60, wrong: false, followed: 54, daysAgo: 8);
        var page = (await sara.GetAsync("/supervision/oversight")).Body;
        Assert.Contains("Tobias R.", page);
        Assert.Contains("75 % (62.8 to 84.2)", page);
        Assert.Contains("10 % (4.7 to 20.1)", page);
        var by = await house.Get<Reliance>().ByPersonAsync(house.People.Of(Sara), 13, Ct);
        // Other tests of the class leave lines of other kinds.
        Assert.Equal([Tobias], by.Where(OfSeeds).Select(line => line.Who));
        Assert.Empty(await house.Get<Reliance>().ByPersonAsync(house.People.Of(Otto), 13, Ct));
        var team = Assert.Single(await house.Get<Reliance>().ByTeamAsync(house.People.Of(Sara), 13, Ct), line => line.Known == 120);
        Assert.Equal((60L, 45L, 60L, 6L), (team.Wrong, team.Followed, team.Right, team.Rejected));

        // The export says no more and no less: too few of Ines, and nothing of Maren before the week is over.
        await SeedsAsync(Ines, 40, wrong: true, followed: 20, daysAgo: 8);
        var csv = (await sara.GetAsync("/supervision/oversight.csv")).Body.Split("\r\n");
        Assert.Equal(csv[0].Count(sign => sign == ','), csv[1].Count(sign => sign == ','));
        Assert.Contains("reliance,fernbrook,api.review,,,Tobias R.,,,,,,,,,,,,,,120,0.75,0.6277,0.8422,0.1,0.0466,0.2015", csv);
        Assert.Contains("reliance,fernbrook,api.review,,,Ines D.,,,,,,,,,,,,,,40,not enough data yet,,,,,", csv);
        Assert.Contains(csv, line => line.StartsWith("reliance,fernbrook,api.review,,no team,,,,,,,,,,,,,,,160,0.65,", StringComparison.Ordinal));
        Assert.Contains(csv, line => line.StartsWith("reliance,fernbrook,api.review,,,,,,,,,,,,,,,,,160,", StringComparison.Ordinal));
        Assert.DoesNotContain(csv, line => line.Contains("Maren", StringComparison.Ordinal));

        // Among three the last week is nobody's own.
        await SeedsAsync(Tobias, 1, wrong: true, followed: 1, daysAgo: 1);
        Assert.Equal(160, Assert.Single(await house.Get<Reliance>().ByKindAsync(house.People.Of(Sara), 13, Ct), OfSeeds).Known);
        await SeedsAsync(Ines, 1, wrong: true, followed: 1, daysAgo: 1);
        Assert.Equal(171, Assert.Single(await house.Get<Reliance>().ByKindAsync(house.People.Of(Sara), 13, Ct), OfSeeds).Known);
        static bool OfSeeds(RelianceLine line) => line.Kind == "api.review";
    }

    [Fact]
    public async Task A_second_look_tells_what_is_right_once_it_agrees_or_is_settled()
    {
        // Decided as the machine said, and settled otherwise: it was wrong, and followed. The two agreed against it: wrong, and not followed. Apart:
        // unknown.
        await ReviewsAsync("demo.apart",
            ("a", "b", "b", "a"), ("b", "b", null, "a"), ("a", "a", null, "a"), ("a", "b", null, "a"), ("b", "a", "a", "a"));
        var line = Assert.Single(await house.Get<Reliance>().ByKindAsync(house.People.Of(Sara), 13, Ct), found => found.Kind == "demo.apart");
        Assert.Equal((2L, 1L, 2L, 1L, 0L), (line.Wrong, line.Followed, line.Right, line.Rejected, line.Seeded));
    }

    [Fact]
    public async Task Agreement_is_reckoned_from_thirty_pairs_on()
    {
        await ReviewsAsync("demo.few", [.. Enumerable.Range(0, 29).Select(i => (i % 2 == 0 ? "a" : "b", "a", (string?)null, "a"))]);
        await ReviewsAsync("demo.many", [.. Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? "a" : "b", i % 10 == 0 ? "b" : i % 2 == 0 ? "a" : "b",
            (string?)null, "a"))]);
        var lines = await house.Get<Reliance>().AgreementAsync(house.People.Of(Sara), 13, Ct);
        var few = lines.Single(line => line.Kind == "demo.few");
        Assert.Equal((29L, null), (few.Pairs, few.Alpha));
        Assert.Equal(OversightWords.TooFew, RelianceWords.Alpha(few));
        var many = lines.Single(line => line.Kind == "demo.many");
        Assert.Equal((40L, 36L), (many.Pairs, many.Same));
        Assert.InRange(many.Alpha!.Value, 0.7, 0.9);
        Assert.InRange(many.Alpha!.Value, many.Low!.Value, many.High!.Value);
        Assert.Equal("all answers are the same", RelianceWords.Alpha(many with { Alpha = null, Low = null, High = null }));
    }

    private Task<int> SeedsAsync(string who, int count, bool wrong, int followed, int daysAgo) => house.Database.ExecuteAsync(Test, $"""
        insert into inbox.seeds (client_id, case_id, sample_id, user_id, kind, dealt_at, answered_by, answered_at, choice, agreed, machine_right,
          answer_right)
        select 'fernbrook', gen_random_uuid(), gen_random_uuid(), {who}, 'api.review', at, {who}, at, 'x', i <= {followed}, {!wrong},
          (i <= {followed}) <> {wrong}
        from generate_series(1, {count}) as i, lateral (select now() - make_interval(days => {daysAgo}) as at) t
        """, Ct);

    private async Task ReviewsAsync(string kind, params (string Decided, string Reviewed, string? Settled, string Proposed)[] pairs)
    {
        foreach (var (decided, reviewed, settled, proposed) in pairs)
        {
            await house.Database.ExecuteAsync(Test, $"""
                insert into inbox.reviews (client_id, review_id, case_id, subject_id, kind, decided_by, decided, proposed, not_for, drawn_at,
                  reviewer, reviewed, reviewed_at, settled, settled_at)
                values ('fernbrook', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), {kind}, {Ines}, {decided}, {proposed},
                  array[]::text[], now() - interval '8 days', 'someone', {reviewed}, now() - interval '8 days', {settled}::text,
                  case when {settled}::text is null then null else now() - interval '8 days' end)
                """, Ct);
        }
    }
}
