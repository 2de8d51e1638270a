using HybridBpo.Events;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>Why a reminder did not go stands in four places; when it is no longer kept it stands in none.</summary>
public sealed class NudgeRetentionTests(House house) : IClassFixture<House>
{
    private static readonly Access Officer = new(new Actor(Actor.Person, "olga", "Olga"), ["tilbury"], [Roles.Compliance]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_blocked_a_reminder_goes_with_its_month_and_what_came_later_stays()
    {
        var desk = new Desk(house);
        await desk.PlaceOneAsync("RET-1");
        await desk.PlaceOneAsync("RET-2");
        Assert.Equal((0, 2), await desk.ScanAsync());
        var (over, open) = ((await desk.NudgesAsync("RET-1")).Single(), (await desk.NudgesAsync("RET-2")).Single());
        Assert.NotNull(over.Blocks);
        await house.Database.ExecuteAsync(Access.System("test"), $"""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at, state, reason, changed_at)
            values ('tilbury', {over.Id}, {"collections.nudge"}, 'email', 'x', {over.PersonId}, {"{}"}::jsonb, now(), 'blocked', {over.Blocks}::jsonb,
              {house.Clock.Now})
            """, Ct);
        await house.Database.ExecuteAsync(
            Access.System("test"), $"update collections.accounts set state = 'recalled' where reference = 'RET-1'", Ct);
        house.Clock.Advance(TimeSpan.FromDays(70));
        var policies = house.Get<RetentionPolicies>();
        Assert.False((await policies.AskAsync(Officer, "tilbury", "nudge_blocked", RetentionDoes.Fields, 30, Ct)).Value);
        Assert.Null((await policies.ConfirmAsync(House.Supervisor, "tilbury", "nudge_blocked", RetentionDoes.Fields, 30, Ct)).Refusal);

        var run = Assert.Single((await house.Get<RetentionRuns>().RunAsync(Access.System("retention"), "tilbury", Ct)).OrThrow());

        Assert.Equal((1, 1, 1), (run.Keys, run.People, run.Open));
        Assert.Null((await desk.NudgesAsync("RET-1")).Single().Blocks);
        Assert.Equal("[]", await ChecksAsync(over.Id));
        Assert.Equal(1, await desk.OneAsync<int>($"select count(*)::int from platform.deliveries where id = '{over.Id}' and reason is null"));
        Assert.All((await house.Store.FetchStreamAsync("tilbury", over.PersonId, ct: Ct)).Select(e => e.Data).OfType<NudgeBlocked>(), e =>
            Assert.Null(e.Words));
        // Somebody whose debt is still worked keeps all of it, and pages of both still open.
        Assert.Equal(open.Blocks, (await desk.NudgesAsync("RET-2")).Single().Blocks);
        Assert.NotEqual("[]", await ChecksAsync(open.Id));
        Assert.Contains((await house.Store.FetchStreamAsync("tilbury", open.PersonId, ct: Ct)).Select(e => e.Data).OfType<NudgeBlocked>(), e =>
            e.Words is not null);
        Assert.NotNull(await desk.FileAsync("RET-1"));
        // A restore from an older backup destroys the key again, and erases nobody for it.
        var listed = (await File.ReadAllLinesAsync(house.Get<ErasureList>().Path, Ct)).Single(line => line.Contains($"{over.PersonId}"));
        Assert.Contains("\"person\":false", listed, StringComparison.OrdinalIgnoreCase);
    }

    private Task<string> ChecksAsync(Guid nudge) =>
        new Desk(house).OneAsync<string>($"select min(results::text) from collections.rule_checks where nudge_id = '{nudge}'");
}
