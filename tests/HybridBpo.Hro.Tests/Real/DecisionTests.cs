using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

public sealed class DecisionTests(HiringHost host) : IClassFixture<HiringHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outcome_is_applied_exactly_once()
    {
        var candidate = await CandidateAsync("DE-1");
        var outcome = Decided(candidate, "advance");

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Handler().ApplyAsync(outcome, Ct)));
        var late = await Handler().ApplyAsync(outcome, Ct);

        Assert.All(results.Append(late), r => Assert.Null(r.Refusal));
        var advanced = (CandidateAdvanced)Assert.Single(await EventsAsync(candidate), e => e is CandidateAdvanced);
        Assert.Equal(("sana", outcome.DecisionId), (advanced.DecidedBy, advanced.Decision));
    }

    [Fact]
    public async Task A_program_in_a_persons_place_is_refused_and_nothing_happens()
    {
        var candidate = await CandidateAsync("DE-2");
        var before = (await EventsAsync(candidate)).Count;

        var result = await Handler().ApplyAsync(Decided(candidate, "decline") with { DecidedBy = "screening" }, Ct);

        Assert.IsType<OnlyAPersonDecides>(result.Refusal);
        Assert.Equal(before, (await EventsAsync(candidate)).Count);
    }

    [Fact]
    public async Task A_question_its_answer_and_the_new_case_follow_each_other()
    {
        var candidate = await CandidateAsync("DE-3");
        var fields = new Dictionary<string, string> { ["question"] = "Which earlier work belongs to the eight years?" };
        await Handler().ApplyAsync(Decided(candidate, "ask") with { Fields = fields }, Ct);

        var answered = await host.As("sana")
            .PostAsync($"/candidates/fernbrook/{candidate.ApplicationId}/answer", ("answer", "Three years at a bank before 2019."));
        await Hiring.ReadAsync(host, $"/requisitions/fernbrook/{candidate.RequisitionId}");

        Assert.Equal(303, answered.Status);
        var cases = await Hiring.CasesAsync(host, candidate.ApplicationId);
        Assert.Equal(2, cases.Count);
        var answer = Assert.Single(HroJson.Read<ScreeningEvidence>(cases[1].Evidence.Json).Questions);
        Assert.Equal((null, "Three years at a bank before 2019."), (answer.Question, answer.Answer));
        var asked = Assert.Single(HroJson.Read<ScreeningProposal>(cases[1].Proposal!.Json).Asked!);
        Assert.Equal(("Which earlier work belongs to the eight years?", "Three years at a bank before 2019."), (asked.Question, asked.Answer));
    }

    [Fact]
    public async Task Withdrawing_closes_the_case_and_voids_a_decision_that_is_under_way()
    {
        var candidate = await CandidateAsync("DE-4");
        await host.As("sana").PostAsync($"/candidates/fernbrook/{candidate.ApplicationId}/withdraw");

        var late = await Handler().ApplyAsync(Decided(candidate, "decline"), Ct);

        Assert.IsType<ApplicationIsOver>(late.Refusal);
        Assert.DoesNotContain(await EventsAsync(candidate), e => e is CandidateDeclined);
        Assert.Contains(
            await host.Database.QueryAsync<string>(
                HiringHost.Everything, $"select json::text from platform.messages where kind = {CaseMessages.Withdraw}", Ct),
            json => json.Contains($"{candidate.CaseId}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filling_the_position_closes_open_applications_in_that_persons_name()
    {
        var candidate = await CandidateAsync("DE-5");

        var filled = await host.As("hugo").PostAsync($"/requisitions/fernbrook/{candidate.RequisitionId}/filled", ("reason", "hired"));

        Assert.Equal(303, filled.Status);
        var events = await EventsAsync(candidate);
        Assert.Equal(new ApplicationClosed("position-filled", "hugo"), events[^1]);
        Assert.DoesNotContain(events, e => e is CandidateDeclined);
        Assert.Equal(409,
            (await host.As("sana").UploadAsync($"/requisitions/fernbrook/{candidate.RequisitionId}/resumes", ("b.html", Hiring.Html("B")))).Status);
    }

    [Fact]
    public async Task What_filling_left_behind_is_never_put_to_people_and_is_closed_by_filling_again()
    {
        var candidate = await CandidateAsync("DE-6");
        var page = $"/requisitions/fernbrook/{candidate.RequisitionId}";
        await host.As("hugo").PostAsync($"{page}/filled", ("reason", "hired"));
        // As a host that died in between would leave it, and as an upload that was under way.
        var late = Ids.For("fernbrook", "application", "late");
        var session = host.Store.OpenSession("fernbrook", HiringHost.Users["sana"]);
        session.Append(late, new CandidateApplied(candidate.RequisitionId, "DE-6", "ZZ-99", "upload"),
            new ResumeReceived((await ApplicationAsync(candidate)).File, "ff", "late.html", "html", 10, "sana"));
        session.Send(ScreenMessage.Kind, new ScreenMessage(late, 1));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        await Worker().HandleAsync(new Message(Ids.For("fernbrook", "m", "late"), "fernbrook", ScreenMessage.Kind,
            HroJson.Write(new ScreenMessage(late, 1)), 1), Ct);

        Assert.Empty(await Hiring.CasesAsync(host, late));
        Assert.Contains("Close the remaining 1", (await host.As("hugo").GetAsync(page)).Body);
        Assert.Equal(303, (await host.As("hugo").PostAsync($"{page}/filled")).Status);
        Assert.Equal(new ApplicationClosed("position-filled", "hugo"), (await host.Store.FetchStreamAsync("fernbrook", late, ct: Ct))[^1].Data);
        Assert.DoesNotContain("Close the remaining", (await host.As("hugo").GetAsync(page)).Body);
    }

    [Fact]
    public async Task A_correction_reaches_the_open_case_as_a_new_one()
    {
        var candidate = await CandidateAsync("DE-7");
        var path = $"/candidates/fernbrook/{candidate.ApplicationId}";
        var was = HroJson.Read<ScreeningEvidence>((await Hiring.CasesAsync(host, candidate.ApplicationId))[0].Evidence.Json).Work[0];

        Assert.Equal(303, (await host.As("sana").PostAsync($"{path}/correct", ("field", "work.0.position"), ("now", "Quokka keeper"))).Status);
        await Hiring.ReadAsync(host, $"/requisitions/fernbrook/{candidate.RequisitionId}");

        var cases = await Hiring.CasesAsync(host, candidate.ApplicationId);
        Assert.Equal(2, cases.Count);
        var evidence = HroJson.Read<ScreeningEvidence>(cases[1].Evidence.Json);
        Assert.Equal(was with { Position = "Quokka keeper" }, evidence.Work[0]);
        Assert.Equal(was.Position, Assert.Single(evidence.Corrected!).Was);
        Assert.Contains(
            await host.Database.QueryAsync<string>(
                HiringHost.Everything, $"select json::text from platform.messages where kind = {CaseMessages.Withdraw} and json is not null", Ct),
            json => json.Contains($"{candidate.CaseId}", StringComparison.Ordinal) && json.Contains("facts-corrected", StringComparison.Ordinal));
        Assert.Contains("Quokka keeper", (await host.As("hugo").GetAsync(path)).Body);
    }

    private ScreenResume Worker() => host.Services.GetServices<IMessageHandler>().OfType<ScreenResume>().Single();

    private async Task<Application> ApplicationAsync(CandidateLine candidate) =>
        (await host.Store.AggregateStreamAsync<Application>("fernbrook", candidate.ApplicationId, ct: Ct))!;

    private async Task<CandidateLine> CandidateAsync(string reference) =>
        await Hiring.AddAsync(host, "sana", await Hiring.OpenAsync(host.As("sana"), reference), Hiring.Html());

    private IOutcomeHandler Handler() => host.Services.GetServices<IOutcomeHandler>().Single();

    private async Task<IReadOnlyList<object>> EventsAsync(CandidateLine candidate) =>
        [.. (await host.Store.FetchStreamAsync("fernbrook", candidate.ApplicationId, ct: Ct)).Select(e => e.Data)];

    private static Outcome Decided(CandidateLine candidate, string choice) => new(
        candidate.CaseId!.Value, Ids.For("fernbrook", "decision", $"{candidate.ApplicationId}"), 4, "fernbrook", ScreeningForm.Kind,
        candidate.ApplicationId, choice,
        new Dictionary<string, string>(), "musts-met", "", "sana", null, Given.Now);
}
