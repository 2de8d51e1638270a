using HybridBpo.Events;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

public sealed class RetentionPolicyTests(RetentionHost host) : IClassFixture<RetentionHost>
{
    private const string Fields = RetentionDoes.Fields;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeping_less_takes_two_people_and_keeping_more_takes_one()
    {
        const string kind = "conversation_held";
        Assert.False((await AskAsync(kind, 100)).Value);
        Assert.Null(await DaysAsync(kind));
        Assert.IsType<NeedsAnotherPerson>((await ConfirmAsync(host.Officer, kind, 100)).Refusal);
        Assert.IsType<Forbidden>((await ConfirmAsync(RetentionHost.Person("aud", Roles.Auditor), kind, 100)).Refusal);
        Assert.IsType<AskedOtherwise>((await ConfirmAsync(host.Second, kind, 99)).Refusal);
        Assert.Null((await ConfirmAsync(host.Second, kind, 100)).Refusal);
        Assert.Equal(100, await DaysAsync(kind));
        Assert.Null((await ConfirmAsync(host.Second, kind, 100)).Refusal); // The same again is success.
        Assert.True((await AskAsync(kind, 200)).Value);
        Assert.Equal(200, await DaysAsync(kind));
        Assert.False((await AskAsync(kind, 150)).Value);
        Assert.Equal(200, await DaysAsync(kind));
        Assert.Null((await host.Policies.DeclineAsync(host.Second, RetentionHost.Client, kind, Fields, Ct)).Refusal);
        Assert.IsType<NotFound>((await ConfirmAsync(host.Second, kind, 150)).Refusal);
        Assert.True((await AskAsync(kind, null)).Value);
        Assert.Null(await DaysAsync(kind));
        Assert.False((await AskAsync(kind, 300)).Value);
        Assert.Equal(
            ["retention-asked", "retention-confirmed", "retention-set", "retention-asked", "retention-declined", "retention-set", "retention-asked"],
            await host.Get<Database>().QueryAsync<string>(host.Officer, $"""
                select act from platform.acts where detail ->> 'kind' = {kind} and act like 'retention-%' order by id
                """, Ct));
    }

    [Theory]
    [InlineData("conversation_held", Fields, 0)]
    [InlineData("conversation_held", Fields, 36_501)]
    [InlineData("conversation_held", Fields, -1)]
    [InlineData("conversation_held", "archive", 10)]
    [InlineData("conversation_held", "shred", 10)]
    [InlineData("promise_made", Fields, 10)]
    [InlineData("no_such_kind", Fields, 10)]
    [InlineData("account_placed", Fields, 10_000)]
    public async Task What_cannot_be_set_is_refused_with_a_reason(string kind, string does, int days)
    {
        var refusal = (await host.Policies.AskAsync(host.Officer, RetentionHost.Client, kind, does, days, Ct)).Refusal;
        Assert.NotNull(refusal);
        Assert.NotEmpty(refusal.Message);
    }

    [Fact]
    public async Task Another_clients_retention_and_a_collectors_wish_are_refused()
    {
        Assert.IsType<NotFound>((await host.Policies.AskAsync(host.Officer, "oakmere", "conversation_held", Fields, 10, Ct)).Refusal);
        Assert.IsType<NotFound>((await host.Runs.PreviewAsync(host.Officer, "oakmere", "conversation_held", 10, Ct)).Refusal);
        Assert.IsType<Forbidden>((await host.Policies.AskAsync(
            RetentionHost.Person("col", Roles.Collector), RetentionHost.Client, "conversation_held", Fields, 10, Ct)).Refusal);
    }

    [Fact]
    public async Task Somebody_with_an_open_case_keeps_their_words_until_it_is_over()
    {
        var (who, stream) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.AppendAsync(stream, PlantedEvents.Make(Kind("case_opened"), stream, who, "words", host.Clock.Now));
        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.SetAsync("case_opened", 30);
        var run = Assert.Single(await RunAsync("case_opened"));
        Assert.Equal((0, 1), (run.Keys, run.Open));
        await host.AppendAsync(stream, PlantedEvents.Make(Kind("case_withdrawn"), stream, who, "", host.Clock.Now));
        Assert.Equal(1, Assert.Single(await RunAsync("case_opened")).Keys);
    }

    [Fact]
    public async Task A_run_that_died_between_the_copies_and_the_keys_is_ended_by_the_next()
    {
        var (who, stream) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.AppendAsync(stream, PlantedEvents.Make(Kind("judgement_recorded"), stream, who, "words", host.Clock.Now));
        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.SetAsync("judgement_recorded", 30);
        // The database refuses what comes last, as if the host had died there.
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"""
            create function platform.break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$
            """, Ct);
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"""
            create trigger break_off before insert on platform.acts for each row
            when (new.act = 'retention-step') execute function platform.break_off()
            """, Ct);
        await Assert.ThrowsAsync<AggregateException>(() => RunAsync("judgement_recorded"));
        Assert.Equal(1, (await host.Runs.PreviewAsync(host.Officer, RetentionHost.Client, "judgement_recorded", 30, Ct)).Value.People);
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"drop trigger break_off on platform.acts", Ct);
        // Two hosts at once: what the one destroys the other does not count.
        var both = await Task.WhenAll(RunAsync("judgement_recorded"), RunAsync("judgement_recorded"));
        Assert.Equal(1, both.Sum(runs => runs.Single().Keys));
        Assert.Equal(1, await host.Get<Database>().SingleOrDefaultAsync<long>(host.Officer, $"""
            select sum((detail ->> 'Keys')::int)::bigint from platform.acts
            where act = 'retention-run' and detail ->> 'Kind' = 'judgement_recorded'
            """, Ct));
    }

    [Fact]
    public async Task A_stream_that_has_ended_is_archived_and_opened_again_on_need()
    {
        var (stream, going) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (opened, over) = (Kind("case_note_added"), Kind("outcome_delivered"));
        foreach (var id in new[] { stream, going })
        {
            await host.AppendAsync(id, PlantedEvents.Make(over, id, id, "", host.Clock.Now));
            if (id == going) await host.AppendAsync(id, PlantedEvents.Make(opened, id, id, "words", host.Clock.Now));
        }
        await host.SetAsync("outcome_delivered", 10, RetentionDoes.Archive);
        Assert.Equal(0, Assert.Single(await RunAsync("outcome_delivered")).Keys);
        host.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(1, Assert.Single(await RunAsync("outcome_delivered")).Keys);
        var session = host.Store.OpenSession(RetentionHost.Client, new EventMetadata("system", "test"));
        session.Append(stream, PlantedEvents.Make(opened, stream, stream, "late", host.Clock.Now));
        Assert.IsType<SaveOutcome.StreamArchived>(await session.SaveChangesAsync(Ct));
        Assert.True(await host.Store.UnarchiveStreamAsync(RetentionHost.Client, stream, Ct));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        Assert.False(await host.Store.UnarchiveStreamAsync(RetentionHost.Client, Guid.CreateVersion7(), Ct));
    }

    private EventKind Kind(string alias) => host.Store.Kinds.Single(k => k.Alias == alias);

    private Task<Result<bool>> AskAsync(string kind, int? days) => host.Policies.AskAsync(host.Officer, RetentionHost.Client, kind, Fields, days, Ct);

    private Task<Result<Done>> ConfirmAsync(Access who, string kind, int days) =>
        host.Policies.ConfirmAsync(who, RetentionHost.Client, kind, Fields, days, Ct);

    private async Task<int?> DaysAsync(string kind) =>
        (await host.Policies.OfAsync(host.Officer, RetentionHost.Client, Ct)).Single(p => p.Kind == kind).Days;

    private async Task<IEnumerable<RetentionRun>> RunAsync(string kind) =>
        (await host.Runs.RunAsync(Access.System("retention"), RetentionHost.Client, Ct)).OrThrow().Where(run => run.Kind == kind);
}
