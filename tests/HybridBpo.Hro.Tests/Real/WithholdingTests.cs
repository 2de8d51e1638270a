using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>A recruiter who has not judged finds nothing of what the machine found anywhere in the module.</summary>
public sealed class WithholdingTests(HiringHost host) : IClassFixture<HiringHost>
{
    [Fact]
    public async Task No_page_feed_or_export_tells_a_verdict_or_a_flag_before_the_own_judgement()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "WH-1");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        var opened = Assert.Single(await Hiring.CasesAsync(host, candidate.ApplicationId));
        var canaries = Canaries(opened);
        Assert.Contains(canaries, c => c.Contains("Zebra marmalade", StringComparison.Ordinal));

        foreach (var path in Paths(candidate))
        {
            var (status, body, _) = await host.As("sana").GetAsync(path);
            var read = WebUtility.HtmlDecode(body);
            Assert.True(status is 200 or 403 or 404 or 409, $"{path} answered {status}");
            Assert.All(canaries, canary => Assert.False(read.Contains(canary, StringComparison.OrdinalIgnoreCase), $"{path} tells: {canary}"));
        }
    }

    [Fact]
    public async Task After_the_own_judgement_the_findings_are_there_for_that_person_alone()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "WH-2");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        host.VerdictGate.Judged("sana", candidate.CaseId!.Value);

        var mine = await host.As("sana").GetAsync($"/candidates/fernbrook/{candidate.ApplicationId}/report");
        var others = await host.As("hugo").GetAsync($"/candidates/fernbrook/{candidate.ApplicationId}/report");

        Assert.Equal((200, 403), (mine.Status, others.Status));
        Assert.Contains("Zebra marmalade", mine.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_run_withholds_the_earlier_one_again_until_it_is_judged_too()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "WH-3");
        var first = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        host.VerdictGate.Judged("sana", first.CaseId!.Value);
        await host.As("sana").PostAsync($"/candidates/fernbrook/{first.ApplicationId}/again");
        var second = await Hiring.ReadAsync(host, page);

        Assert.Equal(2, second.Runs);
        Assert.Equal(403, (await host.As("sana").GetAsync($"/candidates/fernbrook/{first.ApplicationId}/report")).Status);
    }

    [Fact]
    public async Task Words_written_after_the_reveal_reach_nobody_who_must_judge_the_next_run()
    {
        const string Canary = "kanarienvogel";
        var page = await Hiring.OpenAsync(host.As("sana"), "WH-5");
        var first = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        var handler = host.Services.GetServices<IOutcomeHandler>().Single();
        var asked = new Outcome(first.CaseId!.Value, Ids.For("fernbrook", "decision", "wh-5a"), 4, "fernbrook", ScreeningForm.Kind,
            first.ApplicationId, ScreeningForm.Ask, new Dictionary<string, string> { ["question"] = $"{Canary}: why is there white text?" },
            "document-question", $"{Canary} note", "sana", null, Given.Now);
        Assert.Null((await handler.ApplyAsync(asked, TestContext.Current.CancellationToken)).Refusal);
        await host.As("sana").PostAsync($"/candidates/fernbrook/{first.ApplicationId}/answer", ("answer", "A template did that."));
        var second = await Hiring.ReadAsync(host, page);
        var kept = asked with
        {
            CaseId = second.CaseId!.Value,
            DecisionId = Ids.For("fernbrook", "decision", "wh-5b"),
            Choice = ScreeningForm.Keep,
            Fields = new Dictionary<string, string>(),
        };
        Assert.Null((await handler.ApplyAsync(kept, TestContext.Current.CancellationToken)).Refusal);
        await host.As("sana").PostAsync($"/candidates/fernbrook/{first.ApplicationId}/again");
        var third = await Hiring.ReadAsync(host, page);

        foreach (var path in Paths(third))
        {
            var (_, body, _) = await host.As("hugo").GetAsync(path);
            Assert.False(body.Contains(Canary, StringComparison.OrdinalIgnoreCase), $"{path} tells what was written after the reveal");
            Assert.False(body.Contains("Something in the document needs an answer", StringComparison.Ordinal), $"{path} tells the reason");
        }

        var opened = (await Hiring.CasesAsync(host, first.ApplicationId))[^1];
        Assert.DoesNotContain(Canary, opened.Evidence.Json);
        Assert.Contains("A template did that.", opened.Evidence.Json);
        Assert.Contains(Canary, opened.Proposal!.Json);
        host.VerdictGate.Judged("hugo", third.CaseId!.Value);
        var told = (await host.As("hugo").GetAsync($"/candidates/fernbrook/{first.ApplicationId}")).Body;
        Assert.Contains($"{Canary} note", told);
        Assert.Contains($"{Canary}: why is there white text?", told);
    }

    [Fact]
    public async Task The_case_holds_no_choice_of_the_machine_and_its_evidence_no_finding()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "WH-4");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());

        var opened = Assert.Single(await Hiring.CasesAsync(host, candidate.ApplicationId));

        Assert.Null(opened.Proposal!.Choice);
        Assert.Empty(opened.Proposal.Fields);
        Assert.Equal(opened.Form.Questions.Select(q => q.Id), opened.Proposal.Answers.Keys);
        var visible = $"{opened.Question} {opened.Evidence.Json} {opened.Evidence.Text} {HroJson.Write(opened.Form)}";
        Assert.All(Canaries(opened), canary => Assert.DoesNotContain(canary, visible, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Everything in the proposal that does not also stand in the evidence, which everybody reads.</summary>
    private static IReadOnlyList<string> Canaries(OpenCase opened)
    {
        var proposal = HroJson.Read<ScreeningProposal>(opened.Proposal!.Json);
        return
        [
            .. proposal.Criteria.Select(c => c.Why), .. proposal.Hidden.Select(h => h.Text),
            .. proposal.Flags.SelectMany(f => new[] { f.Title, f.Found, f.InnocentExplanation, f.Question, f.Rule }), "Document fact",
        ];
    }

    private IEnumerable<string> Paths(CandidateLine candidate)
    {
        var routes = host.GetRoutes().ToList();
        Assert.True(routes.Count >= 9, "The routes of the module were not found.");
        foreach (var route in routes)
        {
            var id = route.StartsWith("/requisitions", StringComparison.Ordinal) ? candidate.RequisitionId : candidate.ApplicationId;
            yield return route.Replace("{client}", "fernbrook", StringComparison.Ordinal)
                .Replace("{id:guid}", id.ToString(), StringComparison.Ordinal);
        }

        foreach (var show in new[] { "open", "waiting", "over", "all" })
            yield return $"/candidates?show={show}";
    }
}
