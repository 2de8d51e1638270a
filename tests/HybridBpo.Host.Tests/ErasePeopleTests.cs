using System.Net;
using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>A compliance officer erases a person by code, with a proof; a legal hold forbids it; the command line does the same.</summary>
[Collection("command line")]
public sealed class ErasePeopleTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IServiceProvider Services => host.App.Services;

    [Fact]
    public async Task A_person_is_found_by_code_erased_once_typed_and_the_proof_is_kept_for_the_auditor()
    {
        var who = await CandidateAsync("K7M2");
        var clara = await host.SignedInAsync("compliance");
        var found = await PageAsync(clara, "/erasure?client=fernbrook&q=k7m2");
        Assert.Contains("Candidate K7M2", found);
        Assert.DoesNotContain("Rowan", found);
        var refused = await clara.PostAsync("/erasure/erase",
            [("client", "fernbrook"), ("subject", $"{who}"), ("reason", "unlawful"), ("also", "ada@example.com"), ("typed", "erase")]);
        Assert.Equal(422, (int)refused.Status);
        Assert.Contains("Type K7M2 to say that you mean them.", refused.Body);
        // What was typed is there again.
        Assert.Contains("<option value=\"unlawful\" selected", refused.Body);
        Assert.Contains(">ada@example.com</textarea>", refused.Body);
        Assert.Contains("autocapitalize=\"off\"", refused.Body);
        var why = await clara.PostAsync("/erasure/erase", [("client", "fernbrook"), ("subject", $"{who}"), ("typed", "k7m2")]);
        Assert.Contains("Choose why: the person asked for it", WebUtility.HtmlDecode(why.Body));
        Assert.True(await IsReadableAsync(who));
        Assert.Equal(303, (int)(await EraseAsync(clara, who, " k7M2 ")).Status);
        await ProvenAsync(who);
        Assert.False(await IsReadableAsync(who));
        Assert.Equal(0L, await CountAsync($"select count(*) from platform.captured_mails where subject_id = {who}"));

        Assert.Equal(409, (int)(await EraseAsync(clara, who)).Status);
        var otto = await host.SignedInAsync("auditor");
        var proof = await PageAsync(otto, "/erasure");
        Assert.Contains("Candidate K7M2", proof);
        Assert.Contains("1 key destroyed", proof);
        Assert.Contains("1 captured mail deleted", proof);
        Assert.Contains("files of many people: 0 rewritten without the person, 0 thrown away", proof);
        Assert.DoesNotContain("Find</button>", proof);
        Assert.Equal(403, (int)(await EraseAsync(otto, who)).Status);
        Assert.Equal(403, (int)(await EraseAsync(await host.SignedInAsync("supervisor"), who)).Status);
        Assert.Equal(403, (int)(await (await host.SignedInAsync("recruiter")).GetAsync("/erasure")).Status);
    }

    [Fact]
    public async Task While_a_legal_hold_stands_nobody_is_erased()
    {
        var who = await CandidateAsync("H3LD");
        var clara = await host.SignedInAsync("compliance");
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
        var clara = await host.SignedInAsync("compliance");
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
        var clara = await host.SignedInAsync("compliance");
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
        var all = await host.SignInAsync(await host.AddAsync(["compliance"], ["fernbrook", "oakmere"]));
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
    public async Task Whoever_was_still_found_is_looked_for_again_only_by_whoever_names_them_and_shown_as_erased_only_then()
    {
        const string mail = "lola.f0und@example.com";
        var who = await CandidateAsync("F0UND");
        var clara = await host.SignedInAsync("compliance");
        (string, string)[] person = [("client", "fernbrook"), ("subject", $"{who}"), ("reason", "request"), ("typed", "F0und ")];
        Directory.CreateDirectory(host.DataFolder);
        var left = Path.Combine(host.DataFolder, "left-behind.txt");
        await File.WriteAllTextAsync(left, $"to {mail}", Ct);
        try
        {
            Assert.Equal(303, (int)(await clara.PostAsync("/erasure/erase", [.. person, ("also", mail)])).Status);
            await ProvenAsync(who);
            var found = await PageAsync(clara, "/erasure?client=fernbrook&q=F0UND");
            Assert.Contains("left-behind.txt", found);
            Assert.Contains("Erased, but still found.", found);
            Assert.Contains("Look again…", found);
            var nothing = await clara.PostAsync("/erasure/erase", person);
            Assert.Equal(409, (int)nothing.Status);
            Assert.Contains("Name their mail addresses, phone numbers and names again", WebUtility.HtmlDecode(nothing.Body));
            Assert.Equal((1, ""), await RunAsync("erase", "--client", "fernbrook", "--subject", "F0UND", "--reason", "request", "--yes"));
        }
        finally
        {
            File.Delete(left);
        }

        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/erase", [.. person, ("also", $"  {mail.ToUpperInvariant()} ")])).Status);
        await ProvenAsync(who, 2);
        var done = await PageAsync(clara, "/erasure?client=fernbrook&q=F0UND");
        // Nobody knows whether it is theirs but whoever typed it.
        Assert.Contains("Named by hand:", done);
        Assert.Contains("0 hits", done);
        Assert.DoesNotContain("Look again…", done);
        Assert.Contains("other hosts' disks", done);
        Assert.Equal(409, (int)(await clara.PostAsync("/erasure/erase", person)).Status);
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
        var clara = await host.SignedInAsync("compliance");
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
    public async Task An_erasure_that_did_not_end_is_ended_without_a_proof_by_whoever_cannot_name_them()
    {
        var who = await CandidateAsync("B0XX");
        foreach (var (state, began, beat) in new[] { ("incomplete", "2026-03-01", "2026-03-01"), ("erasing", "2026-03-02", "-infinity") })
            await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
                insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, beat_at, known)
                values ('fernbrook', gen_random_uuid(), {who}, 'Candidate', 'request', 'x', {state}, gen_random_uuid(), {began}::timestamptz,
                  {beat}::timestamptz, array['mail:' || {who}, 'reference:' || {who}])
                """, Ct);
        var clara = await host.SignedInAsync("compliance");
        (string, string)[] form = [("client", "fernbrook"), ("subject", $"{who}"), ("reason", "request"), ("typed", "B0XX")];
        Assert.Contains("name=\"without\"", await PageAsync(clara, "/erasure?client=fernbrook&q=B0XX"));
        var unnamed = await clara.PostAsync("/erasure/erase", form);
        Assert.Equal(422, (int)unnamed.Status);
        // Of no name is a reference asked for.
        Assert.Contains("Name 1 mail address of theirs as well", WebUtility.HtmlDecode(unnamed.Body));
        var mistyped = await clara.PostAsync("/erasure/erase", [.. form, ("also", "typo@example.org")]);
        Assert.Equal(422, (int)mistyped.Status);
        Assert.Contains("A mail address that was named is not the mail address that was known", WebUtility.HtmlDecode(mistyped.Body));
        Assert.Contains(">typo@example.org</textarea>", mistyped.Body);

        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/erase", [.. form, ("without", "yes")])).Status);

        await ProvenAsync(who, 2);
        var page = await PageAsync(clara, "/erasure?client=fernbrook&q=B0XX");
        Assert.Contains("Erased, but not proven.", page);
        Assert.DoesNotContain("The erasure did not end.", page);
        Assert.Equal(0L, await CountAsync(
            $"select count(*) from platform.erasures where subject = {who} and state in ('erasing', 'scanning', 'done')"));
    }

    [Fact]
    public async Task What_stands_in_files_is_read_when_somebody_is_erased_and_by_no_look_and_may_be_answered_there()
    {
        var (clara, who) = (await host.SignedInAsync("compliance"), ProbePeople.People[1]);
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
        var (clara, who) = (await host.SignedInAsync("compliance"), ProbePeople.People[0]);
        var list = await PageAsync(clara, $"/erasure?client=fernbrook&q={ProbePeople.Both}");
        Assert.All(ProbePeople.People, found => Assert.Contains(found.What, list));
        Assert.DoesNotContain(ProbePeople.Words, list);
        var refused = await EraseAsync(clara, who.Id);
        Assert.Equal(409, (int)refused.Status);
        Assert.Contains($"Against it stand: {ProbePeople.Words}", WebUtility.HtmlDecode(refused.Body));
        Assert.Contains($"Cannot be erased:</b> {ProbePeople.Words}", WebUtility.HtmlDecode(refused.Body));
    }

    [Fact]
    public async Task What_was_not_read_stands_beside_the_result_and_everything_may_be_looked_through_again()
    {
        var (who, now) = (await CandidateAsync("M1SD"), TimeProvider.System.GetUtcNow());
        var proof = new ErasureProof("fernbrook", who, "Candidate M1SD", "request", "clara", now, 1, 0, 0, 0, Scan: new ErasureScan(
            now, 1, 1, 0, 0, 1, 1, 1, 1, 1, [], [], 0, ["other hosts' disks"], [], ["a backup is running: 1 table was not read; look again later"]));
        Assert.Equal(ErasureStates.Unproven, proof.State);
        await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, proof)
            values ('fernbrook', gen_random_uuid(), {who}, 'Candidate M1SD', 'request', 'x', {proof.State}, gen_random_uuid(), now(),
              {JsonSerializer.Serialize(proof)}::jsonb)
            """, Ct);
        var clara = await host.SignedInAsync("compliance");
        (string, string)[] form = [("client", "fernbrook"), ("subject", $"{who}"), ("reason", "request"), ("typed", "m1sd")];
        var page = await PageAsync(clara, "/erasure?client=fernbrook&q=M1SD");
        Assert.Contains("0 hits", page);
        Assert.Contains("Not proven, as not all was read:", page);
        Assert.Contains("a backup is running: 1 table was not read; look again later", page);
        Assert.Contains("Erased, but not proven.", page);

        Assert.Contains("Name their mail addresses", (await EraseAsync(clara, who)).Body);
        Assert.Equal(303, (int)(await clara.PostAsync("/erasure/erase", [.. form, ("also", "m1sd@example.com")])).Status);
        await ProvenAsync(who, 2);
        Assert.DoesNotContain("Erased, but not proven.", await PageAsync(clara, "/erasure?client=fernbrook&q=M1SD"));
        // Looked through whole, it is over.
        Assert.Equal(409, (int)(await clara.PostAsync("/erasure/erase", form)).Status);
    }

    [Fact]
    public async Task The_command_takes_a_code_or_an_id_and_no_requisition()
    {
        var who = await CandidateAsync("R3QX");
        string[] command = ["erase", "--client", "fernbrook", "--reason", "request", "--yes", "--subject"];
        Assert.Contains("Candidate R3QX", await PageAsync(await host.SignedInAsync("compliance"), "/erasure?client=fernbrook&q=R-R3QX"));
        Assert.Equal((1, ""), await RunAsync([.. command, "R-R3QX"]));
        Assert.True(await IsReadableAsync(who));
        Assert.Equal(0, (await RunAsync([.. command, "r3qx"])).Code);
        Assert.False(await IsReadableAsync(who));
    }

    [Fact]
    public async Task Somebody_of_another_client_or_of_no_module_is_nobody()
    {
        var clara = await host.SignedInAsync("compliance");
        var elsewhere = await CandidateAsync("C4ST", "castlegate");
        Assert.Equal(404, (int)(await EraseAsync(clara, elsewhere, client: "castlegate")).Status);
        Assert.Equal(404, (int)(await EraseAsync(clara, Guid.NewGuid())).Status);
        Assert.Contains("Nobody fits", await PageAsync(clara, "/erasure?client=castlegate&q=C4ST"));
        Assert.True(await IsReadableAsync(elsewhere, "castlegate"));
    }

    [Fact]
    public async Task The_command_says_whom_it_would_erase_and_erases_with_yes()
    {
        var who = await CandidateAsync("CL1X");
        string[] command = ["erase", "--client", "fernbrook", "--subject", "CL1X", "--reason", "request"];
        Assert.Equal((1, ""), await RunAsync(command));
        Assert.True(await IsReadableAsync(who));
        var (code, output) = await RunAsync([.. command, "--yes", "--json"]);
        Assert.Equal(0, code);
        var proof = JsonDocument.Parse(output).RootElement;
        Assert.Equal((who, 1, 1), (
            proof.GetProperty("subject").GetGuid(), proof.GetProperty("keys").GetInt32(), proof.GetProperty("mails").GetInt32()));
        Assert.Contains(Environment.UserName, proof.GetProperty("by").GetString());
        Assert.Equal((1, ""), await RunAsync([.. command, "--yes"]));
        Assert.Equal(2, (await RunAsync("erase", "--client", "fernbrook", "--subject", "x", "--reason", "whim")).Code);
    }

    private static async Task<string> PageAsync(Browser browser, string path) => WebUtility.HtmlDecode((await browser.GetAsync(path)).Body);

    private async Task<Browser.Answer> EraseAsync(Browser browser, Guid who, string? typed = null, string client = "fernbrook") =>
        await browser.PostAsync("/erasure/erase",
        [
            ("client", client), ("subject", $"{who}"), ("reason", "request"),
            ("typed", typed ?? (await Services.GetRequiredService<ErasePeople>().FindAsync(Access.System("test"), client, $"{who}", Ct))
                .Value.FirstOrDefault()?.Code ?? "erase"),
        ]);

    private async Task ProvenAsync(Guid who, int times = 1)
    {
        for (var i = 0; i < 1200; i++)
        {
            var runs = await Services.GetRequiredService<ErasureRuns>().ListAsync(Access.System("test"), Ct);
            if (runs.Count(run => run.Subject == who && ErasureStates.IsOver(run.State)) == times) return;
            await Task.Delay(50, Ct);
        }

        Assert.Fail("The proof did not come within a minute.");
    }

    // A candidate as the module lists one, with a mail that only their key opens.
    private async Task<Guid> CandidateAsync(string code, string client = "fernbrook")
    {
        var (who, requisition, mail) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var box = await Services.GetRequiredService<EventStore>().Boxes.SealAsync(client, who, "Dear Rowan"u8.ToArray(), "letter", Ct);
        await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with position as (insert into hro.requisitions (client_id, requisition_id, reference, title, state, opened_by, opened_at)
                values ({client}, {requisition}, {"R-" + code}, 'Claims handler', 'open', 'x', now())),
              letter as (insert into platform.captured_mails (client_id, delivery_id, subject_id, sealed, captured_at)
                values ({client}, {mail}, {who}, {box}, now()))
            insert into hro.applications (client_id, application_id, requisition_id, code, state, applied_at, changed_at)
            values ({client}, {who}, {requisition}, {code}, 'screened', now(), now())
            """, Ct);
        boxes[who] = box;
        return who;
    }

    private readonly Dictionary<Guid, byte[]> boxes = [];

    private async Task<bool> IsReadableAsync(Guid who, string client = "fernbrook")
    {
        // A store of its own: other hosts keep keys for up to a minute.
        await using var other = host.Build(host.Database.ConnectionString, []);
        return await other.Services.GetRequiredService<EventStore>().Boxes.OpenAsync(client, who, boxes[who], "letter", Ct) is not null;
    }

    private Task<long> CountAsync(FormattableString sql) =>
        Services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(Access.System("test"), sql, Ct);

    private Task<(int Code, string Output)> RunAsync(params string[] args) => RunAsync(TextWriter.Null, args);

    private async Task<(int Code, string Output)> RunAsync(TextWriter says, string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        try
        {
            using var output = new StringWriter();
            return (await CommandLine.RunAsync(args, output, says), output.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
            Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        }
    }
}
