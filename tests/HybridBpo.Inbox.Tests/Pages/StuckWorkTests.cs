using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// What cannot go on by itself is on the supervisors' page, with its next step, and without what it says of anybody.
public class StuckWorkTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private static readonly Access System = Access.System("test");
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stuck_message_is_tried_again_by_a_supervisor_and_kept_in_their_name()
    {
        var id = await StickAsync("fernbrook");
        using var audra = house.As(Audra);
        var read = (await audra.GetAsync("/supervision")).Body;
        Assert.Contains("This is stuck and needs a person", read);
        Assert.Contains("tried 10 times · inbox.open-case: JsonException in OpenCaseHandler", read);
        Assert.DoesNotContain("Rowan Ellery", read);
        Assert.DoesNotContain("Try again", read);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.PostAsync($"/supervision/stuck/retry/{id}")).Status);

        using var sara = house.As(Sara);
        Assert.Contains("Try again", (await sara.GetAsync("/supervision")).Body);
        Assert.DoesNotContain("JsonException", (await sara.PostAsync($"/supervision/stuck/retry/{id}")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await sara.PostAsync($"/supervision/stuck/retry/{id}")).Status);
        Assert.Equal(Sara, await house.Database.SingleOrDefaultAsync<string>(
            System, $"select actor_id from platform.acts where subject = {id} and act = 'message-retried'", Ct));
        Assert.Equal("waiting", await house.Database.SingleOrDefaultAsync<string>(
            System, $"select state from platform.messages where id = {id}", Ct));
    }

    [Fact]
    public async Task Deliveries_of_unknown_end_and_failed_ones_say_what_they_mean_and_another_clients_are_not_there()
    {
        await FailAsync("fernbrook", "unknown", "The host that was handing it over ended.");
        var failed = await FailAsync("fernbrook", "failed", "the mail server refused it: 550 MailboxUnavailable");
        await FailAsync("castlegate", "failed", "only for castlegate");
        house.People.Add(Person("fern", "Fern A.", ["fernbrook"], Roles.Supervisor));
        using var fern = house.As("fern");
        var page = (await fern.GetAsync("/supervision")).Body;
        Assert.Contains("Nobody can tell whether “reminder” was sent", page);
        Assert.Contains("It is never sent again by itself. Look for <m-1@example.com>", page);
        Assert.Contains("It was not sent", page);
        Assert.Contains("“reminder” was not sent", page);
        Assert.Contains("550 MailboxUnavailable", page);
        Assert.DoesNotContain("only for castlegate", page);

        Assert.DoesNotContain("550 MailboxUnavailable", (await fern.PostAsync($"/supervision/stuck/noted/{failed}", ("client", "fernbrook"))).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await fern.PostAsync($"/supervision/stuck/sent/{failed}", ("client", "castlegate"))).Status);
        var known = await fern.PostAsync($"/supervision/stuck/sent/{failed}", ("client", "fernbrook"));
        Assert.Equal(HttpStatusCode.Conflict, known.Status);
        Assert.Contains("is marked as not sent already", known.Body);
    }

    [Fact]
    public async Task All_failed_ones_of_a_client_go_off_the_list_by_one_act_and_another_clients_stay()
    {
        for (var i = 0; i < 25; i++) await FailAsync("fernbrook", "failed", "550 for fernbrook");
        await FailAsync("castlegate", "failed", "551 for castlegate");
        await FailAsync("castlegate", "failed", "551 for castlegate");
        house.People.Add(Person("wide", "Wide W.", ["fernbrook", "castlegate"], Roles.Supervisor));
        using var wide = house.As("wide");
        var page = WebUtility.HtmlDecode((await wide.GetAsync("/supervision")).Body);
        var form = Regex.Match(page, "name=\"client\" value=\"fernbrook\" />\\s*<input type=\"hidden\" name=\"latest\" value=\"([^\"]+)\"");
        Assert.Matches("Take all \\d+ failed ones of [^<]+ off the list", page);
        using var audra = house.As(Audra);
        Assert.DoesNotContain("Take all", (await audra.GetAsync("/supervision")).Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await wide.PostAsync("/supervision/stuck/all-noted", ("client", "fernbrook"))).Status);
        (string, string)[] fields = [("client", "fernbrook"), ("latest", form.Groups[1].Value)];
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.PostAsync("/supervision/stuck/all-noted", fields)).Status);
        var after = (await wide.PostAsync("/supervision/stuck/all-noted", fields)).Body;
        Assert.DoesNotContain("550 for fernbrook", after);
        Assert.Contains("551 for castlegate", after);
        Assert.Equal(0L, await house.Database.SingleOrDefaultAsync<long>(System, $"""
            select count(*) from platform.deliveries where client_id = 'fernbrook' and state = 'failed' and looked_at is null
            """, Ct));
    }

    [Fact]
    public async Task A_mail_server_without_a_sender_of_our_own_is_said_where_sending_is_turned_on()
    {
        await using var other = await InboxHouse.StartAsync(fixture.Database, settings: new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "192.0.2.1",
            ["Smtp:From"] = "no-reply@example.com",
            ["PublicUrl"] = "https://pay.harrow.bpo",
        });
        using var sara = other.As(Sara);
        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Contains("Nothing leaves.", page);
        Assert.Contains("Set, to your own and not an example's: Firm__Name (the name that people know you by), Smtp__From", page);
        Assert.DoesNotContain("Turn on…", page);
        using var here = house.As(Sara);
        Assert.DoesNotContain("Nothing leaves.", (await here.GetAsync("/supervision")).Body);
    }

    private async Task<Guid> StickAsync(string client)
    {
        var id = Ids.New(TimeProvider.System);
        await house.Database.ExecuteAsync(System, $"""
            insert into platform.messages (id, client_id, kind, json, not_before, state, attempt, error)
            values ({id}, {client}, 'inbox.open-case', jsonb_build_object('name', 'Rowan Ellery'), now(), 'stuck', 10,
              'JsonException in OpenCaseHandler')
            """, Ct);
        return id;
    }

    private async Task<Guid> FailAsync(string client, string state, string words)
    {
        var id = Ids.New(TimeProvider.System);
        await house.Database.ExecuteAsync(System, $"""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at, state, reason)
            values ({client}, {id}, 'test', 'email', 'reminder', {Guid.Empty}, jsonb_build_object(), now(), {state},
              jsonb_build_object('words', {words}::text, 'messageId', '<m-1@example.com>'))
            """, Ct);
        return id;
    }
}
