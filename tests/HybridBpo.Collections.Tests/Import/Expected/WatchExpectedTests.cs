using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import.Expected;

/// <summary>A file that is late or odd holds its client's reminders, planned and due alike, until it comes or somebody lets them go on.</summary>
public sealed class WatchExpectedTests : IAsyncLifetime
{
    private const string Head = "account_ref,transaction_ref,transaction_type,amount,processed_at\n";

    private readonly House house = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => house.InitializeAsync();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Late_it_holds_what_is_planned_and_what_is_due_and_the_good_file_ends_the_hold()
    {
        var desk = new Desk(house);
        await desk.PlaceOneAsync("EX-1");
        await desk.AttestAllAsync();
        Assert.Equal((1, 0), await desk.ScanAsync());
        await ExpectAsync();

        // Tuesday 14:05 in New York; the next one is due on Wednesday at 10:00.
        await ScanAsync();
        Assert.Empty(await DaysAsync());
        house.Clock.MoveTo(At("2026-10-14T13:59:00Z"));
        await ScanAsync();
        Assert.Empty(await DaysAsync());
        house.Clock.MoveTo(At("2026-10-14T14:00:00Z"));
        await ScanAsync();
        await ScanAsync();
        var late = Assert.Single(await DaysAsync());
        Assert.Equal((new DateOnly(2026, 10, 14), JudgeDays.Late, true), (late.Day, late.State, late.Holds));
        Assert.Equal(late.CaseId, Assert.Single(await CasesAsync()).CaseId);

        // What was planned before is asked at the moment of sending.
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(House.Supervisor, "tilbury", Ct)).Refusal);
        await house.RelayAsync(async () => (await desk.NudgesAsync("EX-1")).Single().State == "blocked");
        var held = Assert.Single((await desk.NudgesAsync("EX-1")).Single().BlockList);
        Assert.Equal(("FILE-AWAITED", (DateTimeOffset?)null), (held.RuleId, held.EarliestAt));
        Assert.Contains("transactions file of 14 Oct 2026 has not come", held.Reason);
        Assert.Equal(0L, await desk.OneAsync<long>("select count(*) from platform.captured_mails"));

        // So is what would be planned now; a client whose files are fine goes on.
        await desk.PlaceOneAsync("EX-2");
        await desk.AttestAllAsync();
        await desk.ScanAsync();
        Assert.Contains("FILE-AWAITED", (await desk.NudgesAsync("EX-2")).Single().BlockList.Select(b => b.RuleId));
        Assert.Contains((await desk.FileAsync("EX-2")).Timeline, e => e.Detail?.Contains("FILE-AWAITED", StringComparison.Ordinal) == true);
        Assert.Empty(await house.Get<ExpectedFiles>().HoldingAsync(House.Supervisor, "oakmere", Ct));

        // The good file ends it by itself, and the case with it.
        await house.LoadAsync("transactions", Head + "EX-1,P-1,payment,1.00,2026-10-13\n", "t-1.csv");
        await ScanAsync();
        Assert.Equal((JudgeDays.Fine, false), (Assert.Single(await DaysAsync()).State, (await DaysAsync())[0].Holds));
        Assert.Equal(late.CaseId, Assert.Single(await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw)).CaseId);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((2, 0), await desk.ScanAsync());
        await house.RelayAsync(async () => await desk.OneAsync<long>("select count(*) from platform.captured_mails") == 2);

        // When that file is undone, the day waits again.
        var import = await desk.OneAsync<Guid>("select id from collections.imports where file_name = 't-1.csv'");
        await house.Database.ExecuteAsync(
            Access.System("test"), $"update collections.imports set undo_asked_at = {house.Clock.Now} where id = {import}", Ct);
        await ScanAsync();
        Assert.Equal(JudgeDays.Late, Assert.Single(await DaysAsync()).State);
        var told = (await house.Store.FetchStreamAsync("tilbury", late.ExpectationId, ct: Ct)).Select(e => e.Data.GetType().Name);
        Assert.Equal(["FileExpected", "ExpectedFileMissed", "ExpectedFileCame", "ExpectedFileMissed"], told);
    }

    [Fact]
    public async Task An_odd_file_waits_for_a_persons_answer_which_is_applied_once()
    {
        await new Desk(house).PlaceOneAsync("OD-1");
        await ExpectAsync(percent: 30);
        for (var n = 0; n < 3; n++)
        {
            house.Clock.MoveTo(At("2026-10-13T13:00:00Z").AddDays(n + 1));
            await house.LoadAsync("transactions", Rows(n, 10), $"t-{n}.csv");
            await ScanAsync();
        }

        Assert.All(await DaysAsync(), d => Assert.Equal(JudgeDays.Fine, d.State));
        house.Clock.MoveTo(At("2026-10-19T13:00:00Z"));
        await house.LoadAsync("transactions", Rows(9, 4), "short.csv");
        await ScanAsync();
        var odd = (await DaysAsync()).Single(d => d.Day == new DateOnly(2026, 10, 19));
        Assert.Equal(JudgeDays.Odd, odd.State);
        Assert.Equal([Oddness.RowsFar, Oddness.SumFar], odd.Reasons);
        Assert.Equal(4, (await CasesAsync()).Select(c => Facts(c)).Single(f => f.File == "short.csv").Rows);

        var asked = (await CasesAsync()).Single(c => c.CaseId == odd.CaseId);
        await AnswerAsync(asked, ExpectedDay.Hold);
        Assert.True((await DayAsync(odd.Day)).Holds);
        var goOn = await AnswerAsync(asked, ExpectedDay.GoOn);
        Assert.False((await DayAsync(odd.Day)).Holds);
        Assert.Null((await house.Get<ExpectedFileOutcome>().ApplyAsync(goOn, Ct)).Refusal);
        await ScanAsync();
        var answered = await DayAsync(odd.Day);
        Assert.Equal((JudgeDays.Odd, "go-on", "sup-1"), (answered.State, answered.Answer, answered.AnsweredBy));
    }

    [Fact]
    public async Task Totals_that_were_typed_or_stand_in_the_last_line_are_compared_exactly()
    {
        await new Desk(house).PlaceOneAsync("CT-1");
        await ExpectAsync(needsTotals: true);
        var desk = house.Get<ImportDesk>();
        var typed = (await desk.UploadAsync(
            House.Supervisor, "tilbury", "transactions", "typed.csv", System.Text.Encoding.UTF8.GetBytes(Rows(1, 2)), null, Ct,
            totals: ToldTotals.Typed("2", "3.00"))).Value;
        var preview = (await desk.PreviewAsync(House.Supervisor, "tilbury", typed.Id, null, Ct)).Value;
        var mapping = preview.Proposal.Mapping with { AmountFormat = "point" };
        Assert.Null((await desk.LoadAsync(House.Supervisor, "tilbury", typed.Id, mapping, Ct)).Refusal);
        await house.Get<LoadImport>().HandleAsync(new Message(typed.Id, "tilbury", LoadImport.MessageKind,
            System.Text.Json.JsonSerializer.Serialize(new LoadOrder("tilbury", typed.Id)), 1), Ct);
        await ScanAsync();
        Assert.Equal([Oddness.Sum], (await DayAsync(new(2026, 10, 14))).Reasons);
        Assert.IsType<TotalsUnreadable>((await desk.UploadAsync(
            House.Supervisor, "tilbury", "transactions", "x.csv", System.Text.Encoding.UTF8.GetBytes(Rows(7, 2)), null, Ct,
            totals: ToldTotals.Typed("2", "3,00"))).Refusal);

        // A good one takes its place; its last line is no row of it.
        var good = await house.LoadAsync("transactions", Rows(2, 3) + "TRAILER,3,3.00\n", "trailer.csv");
        Assert.Equal((3, 3, 0), (good.RowCount, good.Added, good.Quarantined));
        await ScanAsync();
        Assert.Equal(JudgeDays.Fine, (await DayAsync(new(2026, 10, 14))).State);

        house.Clock.MoveTo(At("2026-10-15T13:00:00Z"));
        await house.LoadAsync("transactions", Rows(3, 3) + "Total,,,4.00,\n", "total.csv");
        await ScanAsync();
        Assert.Equal([Oddness.Sum], (await DayAsync(new(2026, 10, 15))).Reasons);
        house.Clock.MoveTo(At("2026-10-16T13:00:00Z"));
        await house.LoadAsync("transactions", Rows(4, 3), "none.csv");
        await ScanAsync();
        Assert.Equal([Oddness.NotTold], (await DayAsync(new(2026, 10, 16))).Reasons);
    }

    [Fact]
    public async Task Downtime_loses_no_day_makes_no_burst_of_cases_and_two_hosts_come_to_the_same()
    {
        await ExpectAsync();
        // Three weeks, over the change of the clock on 1 November, in which nobody looked: one file came.
        house.Clock.MoveTo(At("2026-10-20T13:00:00Z"));
        await new Desk(house).PlaceOneAsync("DT-1");
        await house.LoadAsync("transactions", Rows(1, 2), "came.csv");
        house.Clock.MoveTo(At("2026-11-03T20:00:00Z"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.Get<WatchExpected>().RunAsync(Ct)));
        await ScanAsync();
        var days = await AllAsync();
        Assert.Equal(15, days.Count);
        Assert.Equal(At("2026-10-30T14:00:00Z"), days.Single(d => d.Day == new DateOnly(2026, 10, 30)).DueAt);
        Assert.Equal(At("2026-11-02T15:00:00Z"), days.Single(d => d.Day == new DateOnly(2026, 11, 2)).DueAt);
        Assert.Equal(new DateOnly(2026, 10, 20), Assert.Single(days, d => d.State == JudgeDays.Fine).Day);
        Assert.Equal(ExpectedFileCase.MostPerDay, (await CasesAsync()).DistinctBy(c => c.CaseId).Count());
        Assert.Equal(
            days.Where(d => d.State == JudgeDays.Late).Select(d => d.Day).OrderDescending().Take(ExpectedFileCase.MostPerDay),
            days.Where(d => d.CaseId is not null).Select(d => d.Day).OrderDescending());
        var stream = days[0].ExpectationId;
        Assert.Equal(16, (await house.Store.FetchStreamAsync("tilbury", stream, ct: Ct)).Count);

        // A day later the others have theirs.
        house.Clock.Advance(TimeSpan.FromHours(25));
        await ScanAsync();
        Assert.All((await AllAsync()).Where(d => d.State == JudgeDays.Late), d => Assert.NotNull(d.CaseId));
    }

    [Fact]
    public async Task Only_who_attests_expects_files_and_stopping_frees_what_waited()
    {
        var rule = new FileRule(FileRule.Weekdays, [1, 2, 3, 4, 5], new TimeOnly(10, 0));
        var asked = new NewExpectation(Guid.NewGuid(), "transactions", "", rule, null, false);
        Assert.IsType<Forbidden>((await Expected.ExpectAsync(House.Analyst, "tilbury", asked, Ct)).Refusal);
        foreach (var wrong in new[]
        {
            asked with { Kind = "other" }, asked with { Percent = 0 },
            asked with { NamePart = new string('x', 61) }, asked with { NamePart = "a\nb" },
            asked with { Rule = rule with { Days = [] } }, asked with { Rule = rule with { Days = [8] } },
            asked with { Rule = rule with { Rule = FileRule.WorkingDay, Days = [21] } },
            asked with { Rule = rule with { Rule = FileRule.MonthDay, Days = [0] } }, asked with { Rule = rule with { Rule = "moon" } },
        })
            Assert.IsType<ExpectationNotUsable>((await Expected.ExpectAsync(House.Supervisor, "tilbury", wrong, Ct)).Refusal);
        Assert.Null((await Expected.ExpectAsync(House.Supervisor, "tilbury", asked, Ct)).Refusal);
        Assert.Null((await Expected.ExpectAsync(House.Supervisor, "tilbury", asked, Ct)).Refusal);
        Assert.Single(await Expected.ListAsync(House.Supervisor, "tilbury", Ct));
        house.Clock.MoveTo(At("2026-10-14T15:00:00Z"));
        await ScanAsync();
        Assert.Single(await Expected.HoldingAsync(House.Supervisor, "tilbury", Ct));
        var doctor = Assert.Single(await ExpectedDoctor.LookAsync(Expected, house.Get<Clients>(), Ct));
        Assert.False(doctor.Ok);
        Assert.Contains("Tilbury Freight: transactions file of 14 Oct 2026 is late", doctor.Found);
        Assert.NotNull((await Expected.AnswerAsync(
            House.Supervisor, "oakmere", asked.Id, new(2026, 10, 14), ExpectedDay.GoOn, Guid.NewGuid(), "sup-1", true, Ct)).Refusal);
        Assert.IsType<Forbidden>((await Expected.EndAsync(House.Analyst, "tilbury", asked.Id, Ct)).Refusal);
        Assert.Null((await Expected.EndAsync(House.Supervisor, "tilbury", asked.Id, Ct)).Refusal);
        Assert.Empty(await Expected.HoldingAsync(House.Supervisor, "tilbury", Ct));
        Assert.Equal("no-longer-expected", Assert.Single(await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw)).Reason);
        house.Clock.Advance(TimeSpan.FromDays(2));
        await ScanAsync();
        Assert.Single(await AllAsync());
        Assert.Empty(await ExpectedDoctor.LookAsync(Expected, house.Get<Clients>(), Ct));
    }

    private ExpectedFiles Expected => house.Get<ExpectedFiles>();

    // Of accounts that are not placed: they stand in quarantine, and the totals are those of the file.
    private static string Rows(int of, int n) =>
        Head + string.Concat(Enumerable.Range(0, n).Select(i => $"{(of is 2 ? "CT-1" : "XX-1")},T-{of}-{i},payment,1.00,2026-10-13\n"));

    private static DateTimeOffset At(string iso) => DateTimeOffset.Parse(iso, System.Globalization.CultureInfo.InvariantCulture);

    private static ExpectedFileEvidence Facts(OpenCase asked) =>
        System.Text.Json.JsonSerializer.Deserialize<ExpectedFileEvidence>(asked.Evidence.Json, System.Text.Json.JsonSerializerOptions.Web)!;

    private async Task ExpectAsync(int? percent = null, bool needsTotals = false) => Assert.Null((await Expected.ExpectAsync(
        House.Supervisor, "tilbury", new NewExpectation(
            Guid.NewGuid(), "transactions", "", new FileRule(FileRule.Weekdays, [1, 2, 3, 4, 5], new TimeOnly(10, 0)), percent, needsTotals),
        Ct)).Refusal);

    private Task ScanAsync() => house.Get<WatchExpected>().RunAsync(Ct);

    private Task<IReadOnlyList<ExpectedDay>> DaysAsync() => Expected.DaysAsync(House.Supervisor, "tilbury", Ct);

    private Task<IReadOnlyList<ExpectedDay>> AllAsync() => house.Database.QueryAsync<ExpectedDay>(
        House.Supervisor, $"select {Sql.Raw(ExpectedDay.Columns)} from collections.expected_days where client_id = 'tilbury' order by day", Ct);

    private async Task<ExpectedDay> DayAsync(DateOnly day) => (await AllAsync()).Single(d => d.Day == day);

    private async Task<IReadOnlyList<OpenCase>> CasesAsync() =>
        [.. (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == ExpectedFileCase.CaseKind)];

    private async Task<Outcome> AnswerAsync(OpenCase asked, string choice)
    {
        var outcome = new Outcome(
            asked.CaseId, Guid.NewGuid(), 3, "tilbury", asked.Kind, asked.SubjectId, choice, new Dictionary<string, string>(), "asked", "",
            House.Supervisor.Actor.Id, null, house.Clock.Now);
        Assert.Null((await house.Get<ExpectedFileOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        return outcome;
    }
}
