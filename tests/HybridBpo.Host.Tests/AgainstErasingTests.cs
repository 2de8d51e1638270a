using System.Net;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>What stands against erasing somebody: legal holds, what files hold of others, one that was begun, and being nobody here.</summary>
[Collection("command line")]
public sealed class AgainstErasingTests(TestHost host) : PeopleToErase(host), IClassFixture<TestHost>
{
    [Fact]
    public async Task While_a_legal_hold_stands_nobody_is_erased()
    {
        var who = await CandidateAsync("H3LD");
        var clara = await Host.SignedInAsync("compliance");
        (string, string)[] person = [("client", "fernbrook"), ("subject", $"{who}")];
        Assert.Equal(422, (int)(await clara.PostAsync("/erasure/hold", [.. person, ("matter", " ")])).Status);
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/hold", [.. person, ("matter", "Docket 17-204")])).Status);
        Assert.Contains("Candidate H3LD · ", await PageAsync(clara, "/erasure"));
        var refused = await EraseAsync(clara, who);
        Assert.Equal(409, (int)refused.Status);
        Assert.Contains("A legal hold stands (Docket 17-204)", WebUtility.HtmlDecode(refused.Body));
        Assert.True(await IsReadableAsync(who));
        Assert.Equal((1, ""), await RunAsync("erase", "--client", "fernbrook", "--subject", "H3LD", "--reason", "request", "--yes"));
        Assert.Equal(404, (int)(await clara.PostAsync("/erasure/lift", [.. person, ("matter", "Docket 17")])).Status);
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/lift", [.. person, ("matter", "Docket 17-204")])).Status);
        Assert.Equal(404, (int)(await clara.PostAsync("/erasure/lift", [.. person, ("matter", "Docket 17-204")])).Status);
        Assert.Equal(303, (int)(await EraseAsync(clara, who)).Status);
        await ProvenAsync(who);
        Assert.Equal(["legal-hold-placed", "legal-hold-lifted", "person-erased"], await Services.GetRequiredService<Database>().QueryAsync<string>(
            Access.System("test"), $"select act from platform.acts where subject = {who} order by id", Ct));
    }

    [Fact]
    public async Task Each_matter_holds_a_person_by_itself_and_none_is_recorded_that_was_not_placed()
    {
        var who = await CandidateAsync("TW1C");
        var clara = await Host.SignedInAsync("compliance");
        (string, string)[] Of(string matter) => [("client", "fernbrook"), ("subject", $"{who}"), ("matter", matter)];
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/hold", Of("Docket A"))).Status);
        var again = await clara.PostAsync("/erasure/hold", Of(" Docket A "));
        Assert.Equal(409, (int)again.Status);
        Assert.Contains("A legal hold for Docket A stands already", WebUtility.HtmlDecode(again.Body));
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/hold", Of("Docket B"))).Status);
        Assert.Equal(422, (int)(await clara.PostAsync("/erasure/hold", Of("Docket\u0007C"))).Status);
        // A form in parts brings what an encoded one cannot.
        using var parts = new MultipartFormDataContent { { new StringContent(await clara.TokenAsync("/account")), "__RequestVerificationToken" } };
        foreach (var (name, value) in Of("Docket\0C")) parts.Add(new StringContent(value), name);
        Assert.Equal(422, (int)(await clara.SendAsync(HttpMethod.Post, "/erasure/hold", parts)).Status);
        Assert.Equal(404, (int)(await clara.PostAsync("/erasure/lift", Of("Docket\u0007A"))).Status);
        Assert.Contains("(Docket A; Docket B)", WebUtility.HtmlDecode((await EraseAsync(clara, who)).Body));
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/lift", Of("Docket A"))).Status);
        Assert.Contains("(Docket B)", WebUtility.HtmlDecode((await EraseAsync(clara, who)).Body));
        Assert.Equal(
            ["legal-hold-placed Docket A", "legal-hold-placed Docket B", "legal-hold-lifted Docket A"],
            await Services.GetRequiredService<Database>().QueryAsync<string>(
                Access.System("test"), $"select act || ' ' || (detail ->> 'matter') from platform.acts where subject = {who} order by id", Ct));
        Assert.Contains("Nobody fits", await PageAsync(clara, "/erasure?client=fernbrook&q=TW%001C"));
    }

    [Fact]
    public async Task Somebody_held_or_erased_long_ago_is_shown_so_however_many_came_after()
    {
        var (held, erased) = (await CandidateAsync("F1RST"), await CandidateAsync("G0NE"));
        var clara = await Host.SignedInAsync("compliance");
        await clara.PostAsync("/erasure/hold", [("client", "fernbrook"), ("subject", $"{held}"), ("matter", "The first docket")]);
        await EraseAsync(clara, erased);
        await ProvenAsync(erased);
        await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with holds as (insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at)
              select 'oakmere', gen_random_uuid(), 'later', 'x', now() + n * interval '1 second' from generate_series(1, 200) n)
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, proof)
            select e.client_id, gen_random_uuid(), gen_random_uuid(), 'Candidate later', e.reason, e.done_by, 'unproven', e.runner,
              e.began_at + n * interval '1 second', e.proof
            from platform.erasures e, generate_series(1, 200) n where e.subject = {erased}
            """, Ct);
        var all = await Host.SignInAsync(await Host.AddAsync(["compliance"], ["fernbrook", "oakmere"]));
        var page = await PageAsync(all, "/erasure?client=fernbrook&q=F1RST");
        Assert.Contains("the latest 200", page);
        Assert.Contains("Lift the hold for The first docket", page);
        Assert.DoesNotContain("Erase…", page);
        var gone = await PageAsync(all, $"/erasure?client=fernbrook&q={erased}");
        Assert.DoesNotContain("Erase…", gone);
        Assert.DoesNotContain("Candidate G0NE is", gone);
        Assert.Contains("Candidate G0NE", gone);

        // The other tests of this class share the database, and list the latest too.
        await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with holds as (delete from platform.legal_holds where matter = 'later') delete from platform.erasures where what = 'Candidate later'
            """, Ct);
    }

    [Fact]
    public async Task An_erasure_that_was_begun_and_given_up_is_ended_by_page_or_command_and_no_hold_comes_in_between()
    {
        var (paged, commanded) = (await CandidateAsync("B3GN"), await CandidateAsync("B3GC"));
        foreach (var who in new[] { paged, commanded })
            await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
                insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, beat_at)
                values ('fernbrook', gen_random_uuid(), {who}, 'Candidate', 'request', 'x', 'erasing', gen_random_uuid(), '2026-03-01', '-infinity')
                """, Ct);
        var clara = await Host.SignedInAsync("compliance");
        var page = await PageAsync(clara, $"/erasure?client=fernbrook&q=B3GN");
        Assert.Contains("The erasure did not end.", page);
        Assert.Contains("End the erasure…", page);
        Assert.DoesNotContain("Legal hold…", page);
        Assert.Contains($"/erasure?client=fernbrook&q={paged}", page);
        var hold = await clara.PostAsync("/erasure/hold", [("client", "fernbrook"), ("subject", $"{paged}"), ("matter", "Docket 9")]);
        Assert.Equal(409, (int)hold.Status);
        Assert.Contains("was begun on 1 Mar 2026 00:00 UTC and did not end", WebUtility.HtmlDecode(hold.Body));
        Assert.Equal(303, (int)(await EraseAsync(clara, paged)).Status);
        await ProvenAsync(paged);
        Assert.False(await IsReadableAsync(paged));
        Assert.DoesNotContain("The erasure did not end.", await PageAsync(clara, $"/erasure?client=fernbrook&q=B3GN"));

        string[] command = ["erase", "--client", "fernbrook", "--subject", "B3GC", "--reason", "request"];
        using var says = new StringWriter();
        Assert.Equal(1, (await RunAsync(says, command)).Code);
        Assert.Contains("was begun on 2026-03-01 00:00 UTC and did not end: this would end it.", says.ToString());
        await RunAsync([.. command, "--yes"]);
        Assert.False(await IsReadableAsync(commanded));
    }

    [Fact]
    public async Task What_stands_in_files_is_read_when_somebody_is_erased_and_by_no_look_and_may_be_answered_there()
    {
        var (clara, who) = (await Host.SignedInAsync("compliance"), ProbePeople.People[1]);
        Assert.DoesNotContain(ProbePeople.Words, await PageAsync(clara, $"/erasure?client=fernbrook&q={who.Code}"));
        var refused = await EraseAsync(clara, who.Id);
        Assert.Equal(409, (int)refused.Status);
        Assert.Contains($"Against it stands:</b> {ProbePeople.Words}", WebUtility.HtmlDecode(refused.Body));
        Assert.Contains("name=\"despite\"", refused.Body);
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/erase",
            [("client", "fernbrook"), ("subject", $"{who.Id}"), ("reason", "request"), ("typed", who.Code), ("despite", "they agree")])).Status);
        await ProvenAsync(who.Id);
    }

    [Fact]
    public async Task Of_a_list_of_people_no_file_is_asked_and_whoever_is_meant_of_them_is_refused_all_the_same()
    {
        var (clara, who) = (await Host.SignedInAsync("compliance"), ProbePeople.People[0]);
        var list = await PageAsync(clara, $"/erasure?client=fernbrook&q={ProbePeople.Both}");
        Assert.All(ProbePeople.People, found => Assert.Contains(found.What, list));
        Assert.DoesNotContain(ProbePeople.Words, list);
        var refused = await EraseAsync(clara, who.Id);
        Assert.Equal(409, (int)refused.Status);
        Assert.Contains($"Against it stand: {ProbePeople.Words}", WebUtility.HtmlDecode(refused.Body));
        Assert.Contains($"Cannot be erased:</b> {ProbePeople.Words}", WebUtility.HtmlDecode(refused.Body));
    }

    [Fact]
    public async Task Somebody_of_another_client_or_of_no_module_is_nobody()
    {
        var clara = await Host.SignedInAsync("compliance");
        var elsewhere = await CandidateAsync("C4ST", "castlegate");
        Assert.Equal(404, (int)(await EraseAsync(clara, elsewhere, client: "castlegate")).Status);
        Assert.Equal(404, (int)(await EraseAsync(clara, Guid.NewGuid())).Status);
        Assert.Contains("Nobody fits", await PageAsync(clara, "/erasure?client=castlegate&q=C4ST"));
        Assert.True(await IsReadableAsync(elsewhere, "castlegate"));
    }
}
