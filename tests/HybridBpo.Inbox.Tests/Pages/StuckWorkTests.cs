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
    public async Task Many_in_doubt_are_resolved_together_after_a_second_look_each_in_the_persons_name_and_with_the_reason()
    {
        const string lost = "A backup was restored, and nothing tells.";
        for (var i = 0; i < 60; i++) await FailAsync("fernbrook", "unknown", lost);
        var (other, theirs) = (await FailAsync("fernbrook", "unknown", "The host ended."), await FailAsync("castlegate", "unknown", lost));
        house.People.Add(Person("fay", "Fay A.", ["fernbrook"], Roles.Supervisor));
        using var fay = house.As("fay");
        var page = WebUtility.HtmlDecode((await fay.GetAsync("/supervision")).Body);
        Assert.Contains("Resolve 60 messages of", page);
        var href = Regex.Match(page, "href=\"(/supervision/doubt\\?client=fernbrook&cause=([0-9a-f]+))\">Resolve 60");
        var form = WebUtility.HtmlDecode((await fay.GetAsync(href.Groups[1].Value)).Body);
        Assert.Contains("the latest 50 of 60", form);
        var latest = Regex.Match(form, "name=\"latest\" value=\"([^\"]+)\"").Groups[1].Value;
        (string, string)[] Fields(string client, string take, string reason) =>
            [("client", client), ("cause", href.Groups[2].Value), ("latest", latest), ("take", take), ("reason", reason)];
        var said = Fields("fernbrook", "not-sent", "sending was off until the machine was lost");
        // A later one was not seen, and nobody has spoken of it.
        var later = await FailAsync("fernbrook", "unknown", lost);

        using var audra = house.As(Audra);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.GetAsync(href.Groups[1].Value)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.PostAsync("/supervision/doubt/settle", said)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await fay.GetAsync($"/supervision/doubt?client=castlegate&cause={href.Groups[2].Value}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await fay.PostAsync("/supervision/doubt/settle", Fields("castlegate", "sent", "I know"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await fay.PostAsync("/supervision/doubt/check", Fields("fernbrook", "", "I know"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await fay.PostAsync("/supervision/doubt/settle", Fields("fernbrook", "sent", " "))).Status);
        var confirm = (await fay.PostAsync("/supervision/doubt/check", said)).Body;
        Assert.Contains("Is this right?", confirm);
        Assert.Contains("Yes, mark 60 messages", confirm);
        Assert.Equal(63L, await CountAsync("unknown"));
        // Who never saw them, or saw others, marks nothing and is shown what there is.
        var unseen = await fay.PostAsync("/supervision/doubt/settle", said);
        Assert.Equal(HttpStatusCode.Conflict, unseen.Status);
        Assert.Contains("Yes, mark 60 messages", unseen.Body);
        said = Confirmed(confirm);

        var done = (await fay.PostAsync("/supervision/doubt/settle", said)).Body;
        Assert.Contains("Marked as not sent, in your name: 60 messages. In doubt for the same reason: 1 more; go on with them below.", done);
        Assert.Contains("None of these is in doubt any more", (await fay.PostAsync("/supervision/doubt/settle", said)).Body);

        Assert.Equal(60L, await CountAsync("failed"));
        Assert.Equal([other, later, theirs], await house.Database.QueryAsync<Guid>(System, $"""
            select id from platform.deliveries where state = 'unknown' and id in ({other}, {later}, {theirs}) order by id = {theirs}, id
            """, Ct));
        Assert.Equal((60L, 1L), (await ActsAsync("count(*)"), await ActsAsync("count(distinct detail ->> 'together')")));

        (string, string)[] Confirmed(string body) =>
            [.. Regex.Matches(body, "type=\"hidden\" name=\"(client|cause|latest|shown|take|reason)\" value=\"([^\"]*)\"")
                .Select(field => (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)))];

        Task<long> CountAsync(string state) => house.Database.SingleOrDefaultAsync<long>(System, $"""
            select count(*) from platform.deliveries where state = {state} and (reason ->> 'words' in ({lost}, 'The host ended.')
              or id in (select subject from platform.acts where actor_id = 'fay'))
            """, Ct);

        Task<long> ActsAsync(string what) => house.Database.SingleOrDefaultAsync<long>(System, $"""
            select {Sql.Raw(what)} from platform.acts where actor_id = 'fay' and act = 'delivery-not-sent'
              and detail ->> 'reason' = 'sending was off until the machine was lost'
            """, Ct);
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
