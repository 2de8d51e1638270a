using System.Net;
using System.Text.Json.Nodes;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests.Api;

/// <summary>What another program does with cases, through the whole house.</summary>
public sealed class ApiCaseTests(ApiHouse house) : IClassFixture<ApiHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestHost Host => house.Host;

    [Fact]
    public async Task A_case_that_a_program_opens_is_decided_by_a_person_and_read_back()
    {
        var program = await house.ProgramAsync();
        var (_, since) = await program.OutcomesAsync();
        var opened = await program.OpenAsync(await Samples.CaseAsync(Host, "INV-1"));
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal("open", (string?)(await program.ReadAsync(opened.Id)).Json["state"]);

        await new Decider(await Host.SignedInAsync("collector")).DecideAsync(opened.Id);
        var read = await DecidedAsync(program, opened.Id);

        var outcome = read["outcome"]!;
        Assert.Equal(("pay", "118620", "as-ordered", false),
            ((string?)outcome["choice"], (string?)outcome["fields"]!["amount"], (string?)outcome["reasons"]![0], (bool)outcome["secondPerson"]!));
        var (outcomes, _) = await program.OutcomesAsync(since);
        var line = Assert.Single(outcomes, line => (string?)line["caseId"] == opened.Id);
        Assert.Equal("INV-1", (string?)line["reference"]);
        Assert.Equal(outcome.ToJsonString(), line["outcome"]!.ToJsonString());
    }

    [Fact]
    public async Task The_proposal_is_withheld_until_the_own_judgement_and_never_read_by_a_program()
    {
        var program = await house.ProgramAsync();
        var body = await Samples.CaseAsync(Host);
        body["proposal"]!["model"] = "canary-model";
        body["proposal"]!["why"]![0]!["value"] = "canary-why";
        var id = (await program.OpenAsync(body)).Id;
        var person = new Decider(await Host.SignedInAsync("collector"));
        Assert.DoesNotContain("canary", (await person.SeeAsync(id)).Body);
        await person.JudgeAsync(id);
        Assert.Contains("canary-why", (await person.SeeAsync(id)).Body);
        Assert.DoesNotContain("canary", (await program.ReadAsync(id)).Json.ToJsonString());
        var key = new Access(new Actor(Actor.ApiKey, "k", "k"), ["fernbrook"], []);
        var gate = Host.App.Services.GetRequiredService<IVerdictGate>();
        Assert.Empty(await gate.MaySeeAsync(key, "fernbrook", [Guid.Parse(id)], Ct));
    }

    [Fact]
    public async Task Facts_are_shown_as_they_were_given_and_never_run()
    {
        var program = await house.ProgramAsync();
        var body = await Samples.CaseAsync(Host);
        body["facts"]![0]!["value"] = "<script>alert(1)</script> & more";
        body["question"] = "<b>Bold?</b>";
        var id = (await program.OpenAsync(body)).Id;
        var page = (await new Decider(await Host.SignedInAsync("collector")).SeeAsync(id)).Body;
        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("<b>Bold?", page);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more", page);
    }

    [Fact]
    public async Task Many_are_opened_at_once_and_answered_one_by_one()
    {
        var program = await house.ProgramAsync();
        var cases = new List<JsonNode>();
        for (var i = 0; i < 500; i++) cases.Add(await Samples.CaseAsync(Host));
        cases[3]["urgency"] = 7;
        cases[4]["client"] = "castlegate";
        cases[5]["nonsense"] = true;
        cases[6]["kind"] = "collections.flagged-account";
        var answer = await program.OpenManyAsync(cases);
        Assert.Equal((HttpStatusCode.OK, 496, 4), (answer.Status, (int)answer.Json["opened"]!, (int)answer.Json["refused"]!));
        var items = answer.Json["cases"]!.AsArray();
        Assert.Equal(["CaseNotFit", "ClientNotYours", "BodyUnreadable", "CaseNotFit"], items.Skip(3).Take(4).Select(item => (string?)item!["code"]));
        Assert.Contains("$.nonsense", (string?)items[5]!["detail"]);
        Assert.Equal("open", (string?)(await program.ReadAsync((string)items[499]!["id"]!)).Json["state"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await program.OpenManyAsync([.. cases.Select(c => c.DeepClone()), await Samples.CaseAsync(Host)])).Status);
    }

    [Fact]
    public async Task A_stale_case_is_withdrawn_and_a_decided_one_is_not()
    {
        var program = await house.ProgramAsync();
        var (stale, decided) = ((await program.OpenAsync(await Samples.CaseAsync(Host))).Id,
            (await program.OpenAsync(await Samples.CaseAsync(Host))).Id);
        Assert.Equal("withdrawn", (string?)(await program.WithdrawAsync(stale)).Json["state"]);
        Assert.Equal("withdrawn", (string?)(await program.WithdrawAsync(stale)).Json["state"]);
        await new Decider(await Host.SignedInAsync("collector")).DecideAsync(decided);
        await DecidedAsync(program, decided);
        var late = await program.WithdrawAsync(decided);
        Assert.Equal((HttpStatusCode.Conflict, "OutcomeExists"), (late.Status, late.Code));
        Assert.Equal("decided", (string?)(await program.ReadAsync(decided)).Json["state"]);
    }

    [Fact]
    public async Task What_is_of_another_client_or_did_not_come_by_the_api_is_not_there_on_any_endpoint()
    {
        var (program, other) = (await house.ProgramAsync(), await house.ProgramAsync("castlegate"));
        var id = (await program.OpenAsync(await Samples.CaseAsync(Host, "INV-OURS"))).Id;
        await new Decider(await Host.SignedInAsync("collector")).DecideAsync(id);
        await DecidedAsync(program, id);
        Assert.Equal((HttpStatusCode.NotFound, "CaseNotYours"), ((await other.ReadAsync(id)).Status, (await other.ReadAsync(id)).Code));
        Assert.Equal(HttpStatusCode.NotFound, (await other.WithdrawAsync(id)).Status);
        Assert.DoesNotContain((await other.OutcomesAsync()).Outcomes, line => (string?)line["caseId"] == id);
        var named = await Samples.CaseAsync(Host);
        named["client"] = "fernbrook";
        Assert.Equal("ClientNotYours", (await other.OpenAsync(named)).Code);

        var staffs = Guid.NewGuid();
        await house.CountAsync($"""
            insert into inbox.cases
              (client_id, case_id, kind, question, reference, subject_id, search_text, urgency, due_at, opened_at, not_for, stage)
            values ('fernbrook', '{staffs}', 'collections.flagged-account', 'q', 'r', '{staffs}', '', 0, now(), now(), array[]::text[], 'open');
            select 1::bigint
            """);
        Assert.Equal(HttpStatusCode.NotFound, (await program.ReadAsync($"{staffs}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await program.WithdrawAsync($"{staffs}")).Status);
    }

    [Fact]
    public async Task Outcomes_come_page_by_page_in_the_order_in_which_they_left()
    {
        var program = await house.ProgramAsync("oakmere");
        var person = new Decider(await Host.SignInAsync(await Host.AddAsync(["collector"], ["oakmere"])), "oakmere");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await program.OpenAsync(await Samples.CaseAsync(Host))).Id);
            await person.DecideAsync(ids[^1]);
            await DecidedAsync(program, ids[^1]);
        }
        var (all, cursor) = await program.OutcomesAsync(limit: 1);
        Assert.Equal(ids, all.Select(line => (string)line["caseId"]!));
        Assert.Empty((await program.OutcomesAsync(cursor)).Outcomes);
    }

    [Fact]
    public async Task Of_somebody_who_is_erased_the_outcome_keeps_no_words_and_no_case_is_opened_again()
    {
        var program = await house.ProgramAsync();
        var body = await Samples.CaseAsync(Host, "INV-ERASE");
        var id = (await program.OpenAsync(body)).Id;
        await new Decider(await Host.SignedInAsync("collector")).DecideAsync(id);
        await DecidedAsync(program, id);
        var subject = Ids.For("fernbrook", "api-subject", (string)body["subject"]!);
        await Host.App.Services.GetRequiredService<Platform.Erasure>().EraseAsync("fernbrook", subject, Ct);
        var read = (await program.ReadAsync(id)).Json;
        Assert.Equal(("decided", 0), ((string?)read["state"], read["outcome"]!["fields"]!.AsObject().Count));
        Assert.DoesNotContain("INV-ERASE", read.ToJsonString());
        var again = await program.OpenAsync(body);
        Assert.Equal((HttpStatusCode.Conflict, "SubjectErased"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Of_a_withdrawn_case_about_somebody_who_is_erased_no_answer_is_kept()
    {
        var program = await house.ProgramAsync();
        var body = await Samples.CaseAsync(Host, "INV-GONE");
        var (id, key) = ((await program.OpenAsync(body)).Id, Guid.NewGuid().ToString());
        Assert.Equal("INV-GONE", (string?)(await program.WithdrawAsync(id, "paid", key)).Json["reference"]);
        var subject = Ids.For("fernbrook", "api-subject", (string)body["subject"]!);
        await Host.App.Services.GetRequiredService<Platform.Erasure>().EraseAsync("fernbrook", subject, Ct);
        Assert.Equal(0, await house.CountAsync("select count(*) from inbox.api_requests where answer like '%INV-GONE%'"));
        var again = await program.WithdrawAsync(id, "paid", key);
        Assert.Equal((HttpStatusCode.OK, "withdrawn"), (again.Status, (string?)again.Json["state"]));
        Assert.DoesNotContain("INV-GONE", again.Json.ToJsonString());
    }

    [Fact]
    public async Task The_document_is_as_agreed() => Snapshot.Match((await Host.Browse().GetAsync("/api/v1/openapi.json")).Body);

    private static async Task<JsonNode> DecidedAsync(SampleClient program, string id)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var read = (await program.ReadAsync(id)).Json;
            if ((string?)read["state"] == "decided") return read;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"Case {id} was not decided.");
    }
}
