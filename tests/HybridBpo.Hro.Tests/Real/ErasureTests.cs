using System.Text;
using System.Text.RegularExpressions;
using HybridBpo.Hro.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>Somebody who went through every part of hiring is erased: no place of the module knows them any more.</summary>
public sealed partial class ErasureTests(HiringHost host) : IClassFixture<HiringHost>
{
    private static readonly string[] Who =
        ["Zenobia", "Quartermain", "jane.doe@example.com", "jane.doe", "010-7788", "Elm Street", "Acme Insurance", "zenobia_cv", "Globex secret"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_erasing_no_table_of_the_module_holds_name_mail_or_phone()
    {
        var candidate = await ThroughEverythingAsync("ER-1");
        Assert.Equal(["applications", "requisitions", "reveals", "runs", "runs", "runs"],
            (await RowsAsync(candidate)).Select(row => row[..row.IndexOf(' ', StringComparison.Ordinal)]));

        await host.Services.GetRequiredService<Erasure>().EraseAsync("fernbrook", candidate.ApplicationId, Ct);

        Assert.All(await RowsAsync(candidate), row => Assert.All(Who, word => Assert.DoesNotContain(word, row, StringComparison.OrdinalIgnoreCase)));
        var events = await host.Store.FetchStreamAsync("fernbrook", candidate.ApplicationId, ct: Ct);
        Assert.IsType<SubjectErased>(events[^1].Data);
        Assert.All(events, e => Assert.All(Who, word => Assert.DoesNotContain(word, HroJson.Write(e.Data), StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task After_erasing_no_page_search_or_file_tells_of_the_person_even_to_whom_it_was_revealed()
    {
        var candidate = await ThroughEverythingAsync("ER-2");
        var about = $"/candidates/fernbrook/{candidate.ApplicationId}";
        var search = host.Services.GetServices<ISearchSource>().OfType<HiringSearch>().Single();
        Assert.Contains("Zenobia", (await host.As("sana").GetAsync(about)).Body, StringComparison.Ordinal);
        Assert.NotEmpty(await search.SearchAsync(HiringHost.Users["sana"], "quartermain", Ct));

        await host.Services.GetRequiredService<Erasure>().EraseAsync("fernbrook", candidate.ApplicationId, Ct);

        Assert.Empty(await search.SearchAsync(HiringHost.Users["sana"], "quartermain", Ct));
        foreach (var path in new[]
        {
            about, $"{about}/report", $"/requisitions/fernbrook/{candidate.RequisitionId}",
            $"/requisitions/fernbrook/{candidate.RequisitionId}/candidates.csv", "/candidates?show=all",
        })
        {
            var body = (await host.As("sana").GetAsync(path)).Body;
            Assert.All(Who, word => Assert.DoesNotContain(word, body, StringComparison.OrdinalIgnoreCase));
        }

        var page = (await host.As("sana").GetAsync(about)).Body;
        Assert.Contains(candidate.Code, page, StringComparison.Ordinal);
        Assert.Contains("Everything about this person was erased", page, StringComparison.Ordinal);
        Assert.Equal(404, (await host.As("sana").GetAsync($"{about}/file")).Status);
        Assert.Equal(409, (await host.As("hugo").PostAsync($"{about}/reveal", ("reason", "legal"))).Status);
    }

    [Fact]
    public async Task A_candidate_is_found_by_code_and_erased_with_a_proof_that_counts_key_events_and_file()
    {
        var candidate = await ThroughEverythingAsync("ER-9");
        var people = host.Services.GetRequiredService<ErasePeople>();
        var clara = new Access(new Actor(Actor.Person, "clara", "Clara"), ["fernbrook"], [Roles.Compliance]);
        Assert.Empty((await people.FindAsync(clara, "fernbrook", "Zenobia", Ct)).Value);
        var found = Assert.Single((await people.FindAsync(clara, "fernbrook", candidate.Code, Ct)).Value, f => f.Id == candidate.ApplicationId);
        Assert.All(Who, word => Assert.DoesNotContain(word, $"{found}", StringComparison.OrdinalIgnoreCase));
        var proof = (await people.EraseAsync(clara, "fernbrook", found.Id, "request", Ct)).Value;
        // The general one, and one for each kind of event that said something personal this month.
        Assert.Equal(9, proof.Keys);
        Assert.True(proof.Events > 3 && proof.Files >= 1);
        Assert.All(await RowsAsync(candidate), row => Assert.All(Who, word => Assert.DoesNotContain(word, row, StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(HroJson.Write(proof), HroJson.Write(Assert.Single(await people.ProofsAsync(clara, Ct), p => p.Subject == found.Id)));
    }

    [Fact]
    public async Task The_proof_finds_nothing_of_the_person_and_lists_whoever_names_them_apart()
    {
        var candidate = await ThroughEverythingAsync("ER-10");
        var page = await Hiring.OpenAsync(host.As("sana"), "ER-11");
        var friend = await Hiring.AddAsync(host, "sana", page,
            Hiring.Html("Ravi Underhill", $"Worked with Zenobia Quartermain, {candidate.Code}, jane.doe@example.com"), "ravi.html");
        var clara = new Access(new Actor(Actor.Person, "clara", "Clara"), ["fernbrook"], [Roles.Compliance]);
        var people = host.Services.GetRequiredService<ErasePeople>();
        var proof = (await people.EraseAsync(clara, "fernbrook", candidate.ApplicationId, "request", Ct)).Value;
        Assert.True(proof.Scan!.Hits.Count == 0, string.Join("\n", proof.Scan.Hits));
        Assert.Equal((ErasureStates.Done, 1, 1, 1), (proof.State, proof.Scan.Mails, proof.Scan.Phones, proof.Scan.Names));
        Assert.Contains(new TracePlace("stored file", $"{friend.ApplicationId:D}", "name-and-reference"), proof.Scan.Others);
        Assert.Contains(new TracePlace("stored file", $"{friend.ApplicationId:D}", "mail"), proof.Scan.Others);
        Assert.All(Who, word => Assert.DoesNotContain(word, HroJson.Write(proof), StringComparison.OrdinalIgnoreCase));
        await using var file = (await host.Services.GetRequiredService<FileStore>().OpenAsync(
            HiringHost.Everything, "fernbrook", Ids.For("fernbrook", "resume", $"{friend.ApplicationId:D}"), Ct)).Value;
        Assert.Contains("Zenobia Quartermain", await new StreamReader(file).ReadToEndAsync(Ct));
    }

    [Theory]
    [InlineData(".pdf")]
    [InlineData(".docx")]
    public async Task Whoever_applied_twice_is_listed_apart_as_probably_the_same_person_and_nothing_is_proven_yet(string kind)
    {
        var file = DemoFiles.All().First(f => f.Name.EndsWith(kind, StringComparison.Ordinal));
        var one = await Hiring.OpenAsync(host.As("sana"), $"ER-20{kind[1..]}");
        var other = await Hiring.OpenAsync(host.As("sana"), $"ER-21{kind[1..]}");
        var candidate = await Hiring.AddAsync(host, "sana", one, file.Content, file.Name);
        var friend = await Hiring.AddAsync(host, "sana", other, file.Content, file.Name);
        var clara = new Access(new Actor(Actor.Person, "clara", "Clara"), ["fernbrook"], [Roles.Compliance]);
        var people = host.Services.GetRequiredService<ErasePeople>();
        var proof = (await people.EraseAsync(clara, "fernbrook", candidate.ApplicationId, "request", Ct)).Value;
        Assert.True(proof.Scan!.Hits.Count == 0, string.Join("\n", proof.Scan.Hits));
        Assert.Equal((ErasureStates.Unproven, friend.ApplicationId), (proof.State, Assert.Single(proof.Scan.Same!)));
        Assert.False(proof.Lacks);
        Assert.Contains(new TracePlace("stored file", $"{friend.ApplicationId:D}", "mail"), proof.Scan.Others);
        Assert.DoesNotContain(proof.Scan.Others, o => o.Record == $"{candidate.ApplicationId:D}");
        var second = (await people.EraseAsync(clara, "fernbrook", friend.ApplicationId, "request", Ct)).Value;
        Assert.Equal(ErasureStates.Done, second.State);
    }

    [Fact]
    public async Task Erasing_closes_the_open_case_comes_twice_without_harm_and_the_same_file_is_not_taken_again()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "ER-3");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        var erasure = host.Services.GetRequiredService<Erasure>();

        await erasure.EraseAsync("fernbrook", candidate.ApplicationId, Ct);
        await erasure.EraseAsync("fernbrook", candidate.ApplicationId, Ct);

        Assert.Single(await host.Store.FetchStreamAsync("fernbrook", candidate.ApplicationId, ct: Ct), e => e.Data is SubjectErased);
        Assert.Contains(
            await host.Database.QueryAsync<string>(
                HiringHost.Everything, $"select json::text from platform.messages where kind = {CaseMessages.Withdraw}", Ct),
            json => json.Contains($"{candidate.CaseId}", StringComparison.Ordinal));
        var again = await host.As("sana").UploadAsync($"{page}/resumes", ("jane.html", Hiring.Html()));
        Assert.Contains("its person was erased since", again.Body, StringComparison.Ordinal);
    }

    /// <summary>Read, revealed, corrected, asked, answered, read again, and kept.</summary>
    private async Task<CandidateLine> ThroughEverythingAsync(string reference)
    {
        var page = await Hiring.OpenAsync(host.As("sana"), reference);
        var first = await Hiring.AddAsync(host, "sana", page,
            Hiring.Html("Zenobia Quartermain", "Globex secret line, ideal match"), "zenobia_cv.html");
        var about = $"/candidates/fernbrook/{first.ApplicationId}";
        host.VerdictGate.Judged("sana", first.CaseId!.Value);
        Assert.Equal(303, (await host.As("sana").PostAsync($"{about}/reveal", ("reason", "judged"), ("note", "Zenobia called."))).Status);
        Assert.Equal(303, (await host.As("sana").PostAsync($"{about}/correct", ("field", "skills.0"), ("now", "Excel, says Zenobia"))).Status);
        // The correction asks anew: what was decided now is decided on it.
        first = await Hiring.ReadAsync(host, page);
        await DecideAsync(first, "ask", 1, new() { ["question"] = "Is 010-7788 your number, Zenobia?" });
        Assert.Equal(303, (await host.As("sana").PostAsync($"{about}/answer", ("answer", "Write to jane.doe@example.com. Quartermain"))).Status);
        var second = await Hiring.ReadAsync(host, page);
        await DecideAsync(second, "keep", 2, []);
        return second;
    }

    private async Task DecideAsync(CandidateLine candidate, string choice, int number, Dictionary<string, string> fields)
    {
        var outcome = new Outcome(
            candidate.CaseId!.Value, Ids.For("fernbrook", "decision", $"{candidate.ApplicationId} {number}"), 4, "fernbrook", ScreeningForm.Kind,
            candidate.ApplicationId, choice, fields, "musts-met", "Spoke with Zenobia Quartermain.", "sana", null, Given.Now);
        var applied = await host.Services.GetServices<IOutcomeHandler>().Single().ApplyAsync(outcome, Ct);
        Assert.True(applied.Refusal is null, applied.Refusal?.Message);
    }

    /// <summary>Every row of every table of the schema that belongs to the candidate or to its requisition, with binary columns as letters.</summary>
    private async Task<List<string>> RowsAsync(CandidateLine candidate)
    {
        var tables = await host.Database.QueryAsync<string>(HiringHost.Everything, $"""
            select table_name from information_schema.tables where table_schema = 'hro' and table_type = 'BASE TABLE' order by 1
            """, Ct);
        var rows = new List<string>();
        foreach (var table in tables)
        {
            var found = await host.Database.QueryAsync<string>(HiringHost.Everything, $"""
                select t::text from hro.{Sql.Raw(table)} t where t::text like {$"%{candidate.ApplicationId}%"}
                    or t::text like {$"%{candidate.RequisitionId}%"}
                """, Ct);
            rows.AddRange(found.Select(row => $"{table} " + Binary().Replace(row, Letters)));
        }

        return rows;
    }

    private static string Letters(Match binary) => Encoding.Latin1.GetString(Convert.FromHexString(binary.Groups[1].Value));

    [GeneratedRegex(@"\\{1,2}x([0-9a-f]+)")]
    private static partial Regex Binary();
}
