using System.Net;
using System.Text.Json;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>A compliance officer erases a person by code, and the page shows what came of it; the command line does the same.</summary>
[Collection("command line")]
public sealed class ErasePeopleTests(TestHost host) : PeopleToErase(host), IClassFixture<TestHost>
{
    [Fact]
    public async Task A_person_is_found_by_code_erased_once_typed_and_the_proof_is_kept_for_the_auditor()
    {
        var who = await CandidateAsync("K7M2");
        var clara = await Host.SignedInAsync("compliance");
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
        var otto = await Host.SignedInAsync("auditor");
        var proof = await PageAsync(otto, "/erasure");
        Assert.Contains("Candidate K7M2", proof);
        Assert.Contains("1 key destroyed", proof);
        Assert.Contains("1 captured mail deleted", proof);
        Assert.Contains("files of many people: 0 rewritten without the person, 0 thrown away", proof);
        Assert.DoesNotContain("Find</button>", proof);
        Assert.Equal(403, (int)(await EraseAsync(otto, who)).Status);
        Assert.Equal(403, (int)(await EraseAsync(await Host.SignedInAsync("supervisor"), who)).Status);
        Assert.Equal(403, (int)(await (await Host.SignedInAsync("recruiter")).GetAsync("/erasure")).Status);
    }

    [Fact]
    public async Task Whoever_was_still_found_is_looked_for_again_only_by_whoever_names_them_and_shown_as_erased_only_then()
    {
        const string mail = "lola.f0und@example.com";
        var who = await CandidateAsync("F0UND");
        var clara = await Host.SignedInAsync("compliance");
        (string, string)[] person = [("client", "fernbrook"), ("subject", $"{who}"), ("reason", "request"), ("typed", "F0und ")];
        Directory.CreateDirectory(Host.DataFolder);
        var left = Path.Combine(Host.DataFolder, "left-behind.txt");
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
    public async Task An_erasure_that_did_not_end_is_ended_without_a_proof_by_whoever_cannot_name_them()
    {
        var who = await CandidateAsync("B0XX");
        foreach (var (state, began, beat) in new[] { ("incomplete", "2026-03-01", "2026-03-01"), ("erasing", "2026-03-02", "-infinity") })
            await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
                insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, beat_at, known)
                values ('fernbrook', gen_random_uuid(), {who}, 'Candidate', 'request', 'x', {state}, gen_random_uuid(), {began}::timestamptz,
                  {beat}::timestamptz, array['mail:' || {who}, 'reference:' || {who}])
                """, Ct);
        var clara = await Host.SignedInAsync("compliance");
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
        var clara = await Host.SignedInAsync("compliance");
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
        Assert.Contains("Candidate R3QX", await PageAsync(await Host.SignedInAsync("compliance"), "/erasure?client=fernbrook&q=R-R3QX"));
        Assert.Equal((1, ""), await RunAsync([.. command, "R-R3QX"]));
        Assert.True(await IsReadableAsync(who));
        Assert.Equal(0, (await RunAsync([.. command, "r3qx"])).Code);
        Assert.False(await IsReadableAsync(who));
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

    [Fact]
    public async Task A_table_of_others_is_named_before_anybody_is_erased_and_the_erasure_goes_on_past_it()
    {
        var who = await CandidateAsync("CL05");
        string[] command = ["erase", "--client", "fernbrook", "--subject", "CL05", "--reason", "request"];
        var data = Host.App.Services.GetRequiredService<Database>();
        await using var made = data.Source.CreateCommand(
            "create schema shut; create table shut.notes (t text); revoke all on shut.notes from current_user");
        await made.ExecuteNonQueryAsync(Ct);
        try
        {
            var clara = await Host.SignedInAsync("compliance");
            var page = await PageAsync(clara, "/erasure?client=fernbrook&q=CL05");
            Assert.Contains("Not all can be read.", page);
            Assert.Contains("may not read 1 table (shut.notes)", page);
            using var says = new StringWriter();
            Assert.Equal(1, (await RunAsync(says, command)).Code);
            Assert.Contains("may not read 1 table (shut.notes)", says.ToString());
            Assert.Equal(303, (int)(await clara.PostAsync("/erasure/erase",
                [("client", "fernbrook"), ("subject", $"{who}"), ("reason", "request"), ("typed", "CL05"), ("also", "cl05@example.com")])).Status);
            await ProvenAsync(who);
            var erased = await PageAsync(clara, "/erasure");
            Assert.Contains("Not proven, as not all was read:", erased);
            Assert.Contains("may not read 1 table (shut.notes)", erased);
        }
        finally
        {
            await using var gone = data.Source.CreateCommand("drop schema shut cascade");
            await gone.ExecuteNonQueryAsync(Ct);
        }

        Assert.DoesNotContain("Not all can be read.", await PageAsync(await Host.SignedInAsync("compliance"), "/erasure?client=fernbrook&q=CL05"));
    }
}
