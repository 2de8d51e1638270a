using System.Net;
using HybridBpo.Host.Tests.Api;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Host.Tests;

/// <summary>Whoever sees a person's data is written down, and can be found by that person.</summary>
public sealed class LookTests(ApiHouse house) : IClassFixture<ApiHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestHost Host => house.Host;

    [Fact]
    public async Task A_case_that_is_seen_is_written_down_once_an_hour_for_each_who_sees_it_and_every_time_a_program_reads_it()
    {
        var (id, subject) = await OpenAsync();
        var (otto, clara) = (await Host.SignedInAsync(Roles.Auditor), await Host.SignedInAsync(Roles.Compliance));
        for (var times = 0; times < 3; times++) Assert.Equal(200, (int)(await otto.GetAsync($"/inbox/cases/fernbrook/{id}")).Status);
        Assert.Equal(200, (int)(await clara.GetAsync($"/inbox/cases/fernbrook/{id}")).Status);
        var program = await house.ProgramAsync();
        for (var times = 0; times < 2; times++) await program.ReadAsync(id);

        var looks = await AtAsync(subject);
        Assert.Equal(2, looks.Count(l => l is { Act: "viewed", ObjectKind: "case", ActorKind: "person" } && l.ObjectId == id));
        Assert.Equal(2, looks.Where(l => l.ObjectKind == "case" && l.ActorKind == "person").Select(l => l.ActorId).Distinct().Count());
        Assert.Equal(2, looks.Count(l => l is { Act: "exported", ObjectKind: "case", ActorKind: "api-key" }));
        Assert.All(looks.Where(l => l is { Act: "viewed", ObjectKind: "case" }),
            l => Assert.Equal("/inbox/cases/{client}/{id:guid}", l.Page));
    }

    [Fact]
    public async Task Somebody_who_comes_new_into_a_list_is_written_down_within_the_hour()
    {
        var (_, first) = await OpenAsync();
        var otto = await Host.SignedInAsync(Roles.Auditor);
        await otto.GetAsync("/inbox?tab=team");
        var (_, second) = await OpenAsync();
        await otto.GetAsync("/inbox?tab=team");
        Assert.Single(await AtAsync(first), l => l.ObjectKind == "queue");
        Assert.Single(await AtAsync(second), l => l is { ObjectKind: "queue", People: 1 });
    }

    [Fact]
    public async Task What_is_searched_for_stands_nowhere_and_whoever_was_found_does()
    {
        var (_, subject) = await OpenAsync("needle-77");
        var otto = await Host.SignedInAsync(Roles.Auditor);
        Assert.Contains("needle-77", (await otto.GetAsync("/search?q=needle-77")).Body);
        Assert.Single(await AtAsync(subject), l => l is { Act: "searched", ObjectKind: "search" });
        Assert.Equal(0, await house.CountAsync("select count(*) from platform.looks l where l::text like '%needle%'"));
    }

    [Fact]
    public async Task Another_clients_case_is_404_and_nobody_looked_at_it()
    {
        var (id, subject) = await OpenAsync(client: "castlegate");
        var otto = await Host.SignedInAsync(Roles.Auditor);
        Assert.Equal(404, (int)(await otto.GetAsync($"/inbox/cases/castlegate/{id}")).Status);
        Assert.Empty(await AtAsync(subject));
        Assert.Equal(404, (int)(await otto.GetAsync($"/looks?client=castlegate&subject={subject}")).Status);
        Assert.Equal(404, (int)(await otto.GetAsync($"/looks/export.csv?client=castlegate&subject={subject}")).Status);
        Assert.Equal(404, (int)(await otto.PostAsync("/looks/find", [("client", "castlegate"), ("q", $"{subject}")])).Status);
    }

    [Fact]
    public async Task Compliance_auditor_and_supervisor_read_who_looked_and_nobody_else_does()
    {
        foreach (var role in Roles.All)
        {
            var answer = await (await Host.SignedInAsync(role)).GetAsync("/looks");
            Assert.Equal(role is Roles.Compliance or Roles.Auditor or Roles.Supervisor ? 200 : 403, (int)answer.Status);
        }
    }

    [Fact]
    public async Task The_page_says_how_long_a_line_is_kept() =>
        Assert.Contains("lines go after 1,096 days, but not", WebUtility.HtmlDecode(
            (await (await Host.SignedInAsync(Roles.Auditor)).GetAsync("/looks")).Body).ReplaceLineEndings(" ").Replace("  ", " "));

    [Fact]
    public async Task Only_those_who_read_it_take_it_away_and_each_time_is_a_look_of_its_own()
    {
        var (id, subject) = await OpenAsync();
        foreach (var role in Roles.All)
        {
            var person = await Host.AddAsync([role], ["fernbrook", "castlegate"]);
            var browser = await Host.SignInAsync(person);
            var may = role is Roles.Compliance or Roles.Auditor or Roles.Supervisor;
            for (var times = 0; times < 2; times++)
            {
                var answer = await browser.GetAsync($"/looks/export.csv?client=fernbrook&subject={subject}");
                Assert.Equal(may ? 200 : 403, (int)answer.Status);
                Assert.Equal(may, answer.Body.StartsWith("at,client,", StringComparison.Ordinal));
            }

            Assert.Equal(may ? 2 : 0, (await AtAsync(subject)).Count(l => l is { Act: "exported", ObjectKind: "looks" } && l.ActorId == person.Id));
            // What others did for a whole client is taken away under their name as well, though it is at nobody.
            Assert.Equal(may ? 200 : 403, (int)(await browser.GetAsync("/looks/export.csv?client=castlegate")).Status);
            Assert.Equal(may ? 1 : 0, await house.CountAsync($"""
                select count(*) from platform.looks where client_id = 'castlegate' and actor_id = '{person.Id}' and act = 'exported' and people = 0
                """));
        }
    }

    [Fact]
    public async Task Whoever_goes_away_and_sees_what_they_hand_over_looked_at_it_and_whoever_only_says_so_did_not()
    {
        var person = await Host.AddAsync([Roles.Collector]);
        var browser = await Host.SignInAsync(person);
        var (id, subject) = await OpenAsync($"away-{Guid.NewGuid():N}");
        Assert.Equal(303, (int)(await browser.PostAsync($"/inbox/cases/fernbrook/{id}/take", [])).Status);
        (string, string)[] Form(string hand) =>
        [
            ("command", $"{Guid.NewGuid()}"), ("from", $"{DateTimeOffset.UtcNow.AddDays(-1):yyyy-MM-ddTHH:mm}"),
            ("until", $"{DateTimeOffset.UtcNow.AddDays(2):yyyy-MM-ddTHH:mm}"), ("why", "Training"), ("hand", hand),
        ];

        Assert.DoesNotContain(id, (await browser.GetAsync("/inbox/away")).Body);
        Assert.Equal(303, (int)(await browser.PostAsync("/inbox/away", Form("no"))).Status);
        Assert.DoesNotContain(id, (await browser.GetAsync("/inbox/away")).Body);
        Assert.DoesNotContain(await AtAsync(subject), l => l.Page == "/inbox/away");

        Assert.Contains(id, (await browser.PostAsync("/inbox/away", Form("yes"))).Body);
        Assert.Single(await AtAsync(subject), l => l is { Page: "/inbox/away", Act: "viewed" } && l.ActorId == person.Id);
    }

    [Fact]
    public async Task A_person_is_found_by_subject_and_the_page_and_the_file_name_who_looked_and_are_looks_themselves()
    {
        var (id, subject) = await OpenAsync();
        var person = await Host.AddAsync([Roles.Auditor]);
        await (await Host.SignInAsync(person)).GetAsync($"/inbox/cases/fernbrook/{id}");
        var clara = await Host.SignedInAsync(Roles.Compliance);
        var found = await clara.PostAsync("/looks/find", [("client", "fernbrook"), ("q", $"{subject}")]);
        Assert.Equal(303, (int)found.Status);
        var page = WebUtility.HtmlDecode((await clara.GetAsync(found.Location)).Body);
        Assert.Contains($"/inbox/cases/fernbrook/{id}", page);
        var file = (await clara.GetAsync($"/looks/export.csv?client=fernbrook&subject={subject}")).Body;
        Assert.Contains($",person,{person.Id},", file);

        var looks = await AtAsync(subject);
        Assert.Single(looks, l => l is { ObjectKind: "looks", Act: "viewed" });
        Assert.Single(looks, l => l is { ObjectKind: "looks", Act: "exported" });
        Assert.Contains(looks, l => l is { ObjectKind: "looks", Act: "searched" });
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_by_person_by_who_looked_and_by_period()
    {
        var (subject, actor, log) = (Guid.NewGuid(), $"paged-{Guid.NewGuid():N}", Host.App.Services.GetRequiredService<LookLog>());
        for (var i = 0; i < 120; i++)
            await log.WriteAsync(new Actor(Actor.Person, i % 2 == 0 ? actor : "other", "x"), "/p",
                [new Look("fernbrook", Looks.Exported, "account", $"{i}", [subject])], Ct);
        var search = Host.App.Services.GetRequiredService<LookSearch>();
        var access = new Access(new Actor(Actor.Person, "x", "x"), ["fernbrook", "castlegate"], [Roles.Auditor]);
        var now = DateTimeOffset.UtcNow;
        foreach (var (asked, count) in new[]
        {
            (new LooksAsked(null, subject, null, now.AddDays(-1), now.AddDays(1)), 120),
            (new LooksAsked("fernbrook", subject, actor, now.AddDays(-1), now.AddDays(1)), 60),
            (new LooksAsked(null, null, actor, now.AddDays(-1), now.AddDays(1)), 60),
            (new LooksAsked("castlegate", subject, null, now.AddDays(-1), now.AddDays(1)), 0),
            (new LooksAsked(null, subject, null, now.AddDays(-9), now.AddDays(-8)), 0),
        })
        {
            var (all, before) = (new List<LookLine>(), ((DateTimeOffset, Guid)?)null);
            while (await search.FindAsync(access, asked, before, 7, Ct) is [.., var last] page)
            {
                all.AddRange(page);
                before = (last.At, last.Id);
            }

            Assert.Equal(count, all.Select(l => l.Id).Distinct().Count());
            Assert.Equal(all.Select(l => l.Id), all.OrderByDescending(l => l.At).ThenByDescending(l => $"{l.Id}").Select(l => l.Id));
        }
    }

    [Fact]
    public async Task Rows_stand_until_they_are_over_a_year_old_whoever_asks()
    {
        var (_, subject) = await OpenAsync();
        await (await Host.SignedInAsync(Roles.Auditor)).GetAsync("/inbox?tab=team");
        foreach (var table in new[] { "looks", "looked_at" })
        {
            foreach (var sql in new[]
            {
                $"update platform.{table} set client_id = 'oakmere'", $"delete from platform.{table}", $"truncate platform.{table}",
            })
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => house.CountAsync($"{sql}; select 1::bigint"));
                Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
            }
        }

        Assert.NotEmpty(await AtAsync(subject));
    }

    private async Task<IReadOnlyList<LookLine>> AtAsync(Guid subject)
    {
        var now = DateTimeOffset.UtcNow;
        var asked = new LooksAsked(null, subject, null, now.AddDays(-1), now.AddDays(1));
        var access = new Access(new Actor(Actor.Person, "x", "x"), ["fernbrook", "castlegate", "oakmere"], [Roles.Auditor]);
        return await Host.App.Services.GetRequiredService<LookSearch>().FindAsync(access, asked, null, 1_000, Ct);
    }

    private async Task<(string Id, Guid Subject)> OpenAsync(string? reference = null, string client = "fernbrook")
    {
        var body = await Samples.CaseAsync(Host, reference);
        body["client"] = client;
        var id = (await (await house.ProgramAsync(client)).OpenAsync(body)).Id;
        var subject = await Host.App.Services.GetRequiredService<Database>().SingleOrDefaultAsync<Guid>(
            Access.System("test"), $"select subject_id from inbox.cases where case_id = {Guid.Parse(id)}", Ct);
        return (id, subject);
    }
}
