using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Demo;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Flags;

public class FlaggedAccountTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private House House => demo.House;

    [Fact]
    public async Task The_demo_has_its_portfolios_once_whatever_happens()
    {
        await House.Get<SeedDemo>().RunAsync(1, Ct);
        Assert.Equal(2000, await CountAsync("select count(*) from collections.accounts"));
        Assert.Equal(2, await CountAsync("select count(*) from collections.models where state = 'live'"));
        Assert.Equal(2000, await CountAsync("""
            select count(*) from collections.accounts a where balance_minor =
              (select sum(effect_minor) from collections.transactions t where t.client_id = a.client_id and t.account_id = a.id)
            """));
        Assert.True(await CountAsync("select count(*) from collections.scores") > 1000);
    }

    [Fact]
    public void A_flagged_account_is_a_case_with_facts_and_apart_from_them_a_proposal()
    {
        var flagged = demo.Cases.Where(c => c.Kind == FlaggedForm.CaseKind).ToList();
        Assert.InRange(flagged.Count, 20, 50);
        Assert.Equal(flagged.Count, flagged.Select(c => c.SubjectId).Distinct().Count());
        var scored = flagged.Where(c => c.Proposal is not null).ToList();
        Assert.True(scored.Count >= 10, $"{scored.Count} of {flagged.Count} have a proposal");
        foreach (var c in scored)
        {
            var view = ProposalView.Read(c.Proposal!.Json);
            Assert.InRange(view.Score, 0.35, 1);
            Assert.NotEmpty(view.Reasons);
            Assert.All(view.Reasons, r => Assert.DoesNotContain('_', r.Text));
            Assert.Contains(c.Form.Choices, x => x.Code == c.Proposal.Choice);
            var evidence = FlaggedEvidence.Read(c.Evidence.Json);
            Assert.Equal(6, evidence.Facts.Count);
            Assert.Equal(12, evidence.Months.Due.Count);
            Assert.Equal(3, evidence.Budget.Count);
        }
    }

    [Fact]
    public void Nothing_of_the_verdict_stands_in_evidence_question_or_urgency()
    {
        foreach (var c in demo.Cases.Where(c => c.Proposal is not null))
        {
            var view = ProposalView.Read(c.Proposal!.Json);
            var shown = c.Evidence.Json + c.Evidence.Text + c.Question + JsonSerializer.Serialize(c.Form);
            Assert.DoesNotContain(view.Score.ToString(System.Globalization.CultureInfo.InvariantCulture), shown);
            Assert.DoesNotContain("late-payment", shown);
            Assert.DoesNotContain("band", c.Evidence.Json, StringComparison.OrdinalIgnoreCase);
            Assert.All(view.Reasons, r => Assert.DoesNotContain(r.Text, shown));
        }
    }

    [Fact]
    public void What_can_still_be_kept_from_being_late_comes_before_what_is_late()
    {
        var flagged = demo.Cases.Where(c => c.Kind == FlaggedForm.CaseKind).ToList();
        var (scored, late) = (flagged.Where(c => c.Proposal is not null).ToList(), flagged.Where(c => c.Proposal is null).ToList());
        Assert.NotEmpty(late);
        Assert.All(flagged.GroupBy(c => c.Client), of =>
            Assert.Equal(of.OrderBy(c => c.Proposal is null).Select(c => c.CaseId), of.Select(c => c.CaseId)));
        Assert.NotNull(flagged.OrderByDescending(c => c.Urgency).First().Proposal);
        Assert.All(flagged, c => Assert.Null(c.DueAt));
        Assert.All(late, c => Assert.Equal(0, c.Urgency));
    }

    [Fact]
    public async Task The_order_of_the_cases_is_that_of_the_oldest_bill_and_tells_no_score()
    {
        foreach (var client in demo.Cases.Where(c => c.Kind == FlaggedForm.CaseKind && c.Proposal is not null).GroupBy(c => c.Client))
        {
            var (due, scores) = (new List<DateOnly?>(), new List<double>());
            foreach (var c in client)
            {
                var account = await AccountAsync(c);
                due.Add(account.OldestDue);
                scores.Add(ProposalView.Read(c.Proposal!.Json).Score);
                Assert.Equal(FlagPolicy.On(Today).Urgency(account.OldestDue, Today), c.Urgency);
            }

            Assert.Equal(due.Order(), due);
            Assert.NotEqual(scores.OrderDescending(), scores);
        }
    }

    [Fact]
    public void A_case_without_a_proposal_knows_why_and_one_with_a_proposal_says_nothing_of_it()
    {
        foreach (var c in demo.Cases.Where(c => c.Kind == FlaggedForm.CaseKind))
        {
            var evidence = FlaggedEvidence.Read(c.Evidence.Json);
            if (c.Proposal is not null) Assert.Null(evidence.Unscored);
            else Assert.Matches(@"^Already \d+ days late: the model predicts turning 30 days late and has nothing to say here\.$", evidence.Unscored);
        }
    }

    [Theory]
    [InlineData(31, 0)]
    [InlineData(30, 0)]
    [InlineData(29, 1)]
    [InlineData(23, 1)]
    [InlineData(22, 0)]
    [InlineData(-20, 0)]
    public void Only_the_age_of_the_debt_makes_a_case_urgent(int daysLate, int urgency) =>
        Assert.Equal(urgency, FlagPolicy.On(Today).Urgency(Today.AddDays(-daysLate), Today));

    [Fact]
    public async Task Scoring_again_the_same_day_changes_nothing_and_flags_nobody_twice()
    {
        var client = (await House.Get<Clients>().GetAsync(DemoHouse.Reader, "castlegate", Ct))!;
        var (scores, events) = (await CountAsync("select count(*) from collections.scores"), await CountAsync(
            "select count(*) from events.mt_events where type = 'risk_band_changed'"));
        var (scored, flagged) = await House.Get<ScorePortfolio>().RunAsync(client, Ct);
        Assert.True(scored > 300);
        Assert.Equal(0, flagged);
        Assert.Equal((scores, events), (await CountAsync("select count(*) from collections.scores"),
            await CountAsync("select count(*) from events.mt_events where type = 'risk_band_changed'")));
    }

    [Fact]
    public async Task A_plan_decided_stands_on_the_timeline_once()
    {
        var c = Case(0);
        var account = await AccountAsync(c);
        var months = (int)Math.Min(12, account.BalanceMinor / 2000);
        var amount = (account.BalanceMinor + months - 1) / months;
        var outcome = Decided(c, FlaggedForm.OfferPlan, ("amount", $"{amount}"), ("months", $"{months}"));
        Assert.Null((await House.Get<FlaggedOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.Null((await House.Get<FlaggedOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        var desk = (await House.Get<AccountDesk>().LoadAsync(DemoHouse.Reader, c.Client, account.Id, Ct))!;
        var line = Assert.Single(desk.Timeline, e => e.Kind == "plan");
        Assert.Contains(MoneyText.Format(amount, "USD"), line.Words);
        Assert.Null(line.Detail); // Why is told to whoever may see the verdict: LaterWordsTests.
    }

    [Fact]
    public async Task A_plan_outside_the_limits_is_refused_in_words()
    {
        var c = Case(1);
        var refusal = (await House.Get<FlaggedOutcome>()
            .ApplyAsync(Decided(c, FlaggedForm.OfferPlan, ("amount", "2000"), ("months", "1")), Ct)).Refusal;
        Assert.Contains("open", Assert.IsType<Negotiation.PlanOutsideLimits>(refusal).Message);
    }

    [Theory]
    [InlineData(FlaggedForm.OfferPlan, "amount", "2000", "months", "1", "amount")]
    [InlineData(FlaggedForm.OfferPlan, "amount", "50000", "months", "36", "months")]
    [InlineData(FlaggedForm.PaymentHold, "until", "2020-01-01", "", "", "until")]
    [InlineData(FlaggedForm.PaymentHold, "until", "2099-01-01", "", "", "until")]
    [InlineData(FlaggedForm.HoldContact, "until", "9999-12-31", "", "", "until")]
    public async Task What_could_not_be_carried_out_is_told_at_its_field_while_it_is_typed(
        string choice, string name, string value, string second, string and, string at)
    {
        var c = Case(4);
        var answer = new Answer(c.CaseId, c.Client, c.SubjectId, choice,
            new Dictionary<string, string> { [name] = value, [second] = and }.Where(f => f.Key.Length > 0).ToDictionary());
        var refused = await House.Get<FlaggedOutcome>().CheckAsync(answer, Ct);
        Assert.Equal(at, refused?.Field);
        // The same words as when it was found out too late.
        var late = await House.Get<FlaggedOutcome>().ApplyAsync(Decided(c, choice, [.. answer.Fields.Select(f => (f.Key, f.Value))]), Ct);
        Assert.Equal(refused!.Message, late.Refusal?.Message);
    }

    [Fact]
    public async Task What_could_be_carried_out_is_not_stopped_at_the_form()
    {
        var c = Case(4);
        var row = await AccountAsync(c);
        var months = (int)Math.Min(12, row.BalanceMinor / 2000);
        var plan = new Dictionary<string, string> { ["amount"] = $"{(row.BalanceMinor + months - 1) / months}", ["months"] = $"{months}" };
        var check = House.Get<FlaggedOutcome>();
        Assert.Null(await check.CheckAsync(new(c.CaseId, c.Client, c.SubjectId, FlaggedForm.OfferPlan, plan), Ct));
        Assert.Null(await check.CheckAsync(new(c.CaseId, c.Client, c.SubjectId, FlaggedForm.KeepReminding, new Dictionary<string, string>()), Ct));
    }

    [Fact]
    public async Task A_hold_takes_planned_reminders_back_and_keeps_new_ones_from_going()
    {
        var c = demo.Cases.First(x => x.Kind == FlaggedForm.CaseKind && x.Client == "fernbrook" && x.Proposal is not null);
        var account = await AccountAsync(c);
        var client = (await House.Get<Clients>().GetAsync(DemoHouse.Reader, c.Client, Ct))!;
        await House.Get<PlanNudges>().RunAsync(client, Ct);
        var outcome = Decided(c, FlaggedForm.HoldContact, ("until", "2026-11-30"));
        Assert.Null((await House.Get<FlaggedOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.DoesNotContain(await House.Get<NudgeBook>().OpenAsync(DemoHouse.Reader, c.Client, account.PersonId, Ct), n => n.Accounts.Contains(
            account.Id));
        var file = (await House.Get<AccountDesk>().LoadAsync(DemoHouse.Reader, c.Client, account.Id, Ct))!;
        Assert.True(file.Account.OnHold);
        Assert.Contains(file.Timeline, e => e.Kind == "hold");
        Assert.Contains(file.File.FactsFor(file.Account, file.File.Mail).Holds, h => h.Until > House.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_dispute_stops_contact_and_opens_its_own_case()
    {
        var c = Case(3);
        var account = await AccountAsync(c);
        Assert.Null((await House.Get<FlaggedOutcome>()
            .ApplyAsync(Decided(c, FlaggedForm.OpenDispute, ("what", "The meter was exchanged.")), Ct)).Refusal);
        var file = (await House.Get<AccountDesk>().LoadAsync(DemoHouse.Reader, c.Client, account.Id, Ct))!;
        Assert.True(file.Account.Disputed);
        var opened = (await House.SentAsync<OpenCase>(CaseMessages.Open))
            .Single(x => x.Kind == Disputes.DisputeCase.CaseKind && x.Reference == account.Reference);
        var resolved = new Outcome(
            opened.CaseId, Ids.For(c.Client, "d", "9"), 1, c.Client, opened.Kind, opened.SubjectId, "proof-sent", new Dictionary<string, string>
            { ["sentOn"] = "2026-10-13" },
            "document", "", "u-1", null, House.Clock.Now);
        Assert.Null((await House.Get<Disputes.DisputeOutcome>().ApplyAsync(resolved, Ct)).Refusal);
        Assert.False((await AccountAsync(c)).Disputed);
    }

    private DateOnly Today => DateOnly.FromDateTime(House.Clock.GetUtcNow().UtcDateTime);

    private OpenCase Case(int n) => demo.Cases.Where(c => c.Kind == FlaggedForm.CaseKind && c.Client == "castlegate").ElementAt(n);

    private async Task<AccountRow> AccountAsync(OpenCase c) =>
        (await House.Get<AccountBook>().FindAsync(DemoHouse.Reader, c.Client, Account.IdOf(c.Client, c.Reference), Ct))!;

    private Outcome Decided(OpenCase c, string choice, params (string Name, string Value)[] fields) => new(
        c.CaseId, Ids.For(c.Client, "decision", c.CaseId.ToString()), 5, c.Client, c.Kind, c.SubjectId, choice,
            fields.ToDictionary(f => f.Name, f => f.Value), "newer-facts", "Hours were cut.",
        "col-1", null, House.Clock.Now);

    private Task<long> CountAsync(string sql) => House.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"{Sql.Raw(sql)}", Ct);
}
