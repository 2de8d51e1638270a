using System.Text.RegularExpressions;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.OwnPage;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Tests.Models;
using HybridBpo.Events;

namespace HybridBpo.Collections.Tests.OwnPage;

/// <summary>A debtor on their own page, as their browser sees it.</summary>
public sealed partial class OwnPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly (string, string)[] Right = [(AskedFacts.Postal, "12207"), (AskedFacts.Phone, "0123")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_alone_shows_nothing_and_two_facts_open_the_page()
    {
        var (account, link) = await PlaceAsync("OP-1");
        var me = host.As("");
        var door = await me.GetAsync(link);
        Assert.Equal(200, door.Status);
        foreach (var secret in new[] { "Ann", "500", "OP-1", "Tilbury", "debt" }) Assert.DoesNotContain(secret, Visible(door.Body));
        Assert.DoesNotContain("house number", door.Body, StringComparison.OrdinalIgnoreCase);

        var wrong = await me.PostWithoutTokenAsync(link, (AskedFacts.Postal, "12207"), (AskedFacts.Phone, "9999"));
        Assert.Equal(422, wrong.Status);
        Assert.DoesNotContain("Ann", Visible(wrong.Body));
        Assert.Equal(0, await OpenedAsync(account));

        var opened = await me.PostWithoutTokenAsync(link, Right);
        Assert.Equal(303, opened.Status);
        var page = (await me.GetAsync(opened.To!)).Body;
        Assert.Contains("Hello Ann OP-1", page);
        Assert.Contains("You owe Tilbury Freight $500.00", page);
        Assert.Contains("Owed when we got it", page);
        Assert.Equal(1, await OpenedAsync(account));
        // Another browser with the same link is asked anew.
        Assert.DoesNotContain("Hello", (await host.As("").GetAsync(link)).Body);
    }

    [Fact]
    public async Task Too_many_wrong_facts_shut_it_for_every_link_to_that_address()
    {
        var (account, link) = await PlaceAsync("OP-2");
        var me = host.As("");
        for (var i = 0; i < PageTries.Most; i++)
            await me.PostWithoutTokenAsync(link, (AskedFacts.Postal, $"1000{i}"), (AskedFacts.Phone, "0123"));
        var shut = await me.PostWithoutTokenAsync(link, Right);
        Assert.Equal(429, shut.Status);
        Assert.Contains("stays closed for a day", shut.Body);
        var other = $"{PageLinks.Path}{await host.Get<PageLinks>().TokenAsync(await MailAsync(account), Ct)}";
        Assert.Equal(429, (await host.As("").PostWithoutTokenAsync(other, Right)).Status);
        Assert.Equal(0, await OpenedAsync(account));
    }

    [Fact]
    public async Task Many_tries_at_once_are_all_counted()
    {
        var (_, link) = await PlaceAsync("OP-3");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            host.As("").PostWithoutTokenAsync(link, (AskedFacts.Postal, $"2{i:0000}"), (AskedFacts.Phone, "0123"))));
        Assert.Equal(PageTries.Most, answers.Count(a => a.Status == 422));
        Assert.Equal(40 - PageTries.Most, answers.Count(a => a.Status == 429));
    }

    [Fact]
    public async Task A_dispute_stops_contact_opens_a_case_and_has_one_receipt_however_often_it_is_sent()
    {
        var (account, link) = await PlaceAsync("OP-4");
        var me = await InsideAsync(link);
        var form = Form(await me.GetAsync(link), account, ("words", "I never had this contract."));
        var first = await me.PostWithoutTokenAsync($"{link}/dispute", form);
        var again = await me.PostWithoutTokenAsync($"{link}/dispute", form);
        Assert.Equal((303, first.To), (again.Status, again.To));
        var row = await RowAsync(account);
        Assert.True(row.Disputed);
        Assert.Single(await EventsAsync<DisputeOpened>(account), e => e is { OpenedBy: Told.OwnPage, Note: "I never had this contract." });
        var page = (await me.GetAsync(first.To!)).Body;
        Assert.Matches(@"We have it\. Your receipt is R-\d{6}\.", page);
        Assert.Contains("We do not write to you about it until you have our answer.", page);
        for (var tries = 0; host.Cases.All(c => c.Reference != "OP-4") && tries < 100; tries++) await Task.Delay(50, Ct);
        Assert.Equal("Dispute: I never had this contract.", Assert.Single(host.Cases, c => c.Reference == "OP-4").Title);
    }

    [Fact]
    public async Task A_promise_a_plan_and_hardship_land_as_when_staff_write_them_down()
    {
        var (account, link) = await PlaceAsync("OP-5");
        var me = await InsideAsync(link);
        var day = DateTime.UtcNow.AddDays(10).ToString("yyyy-MM-dd");
        var promised = await me.PostWithoutTokenAsync($"{link}/promise", Form(await me.GetAsync(link), account, ("amount", "120.50"), ("day", day)));
        Assert.Equal(303, promised.Status);
        Assert.Single(await EventsAsync<PromiseMade>(account), e => e is { AmountMinor: 12_050, TakenBy: Told.OwnPage });

        var asked = await me.PostWithoutTokenAsync($"{link}/plan", Form(await me.GetAsync(link), account, ("amount", "62")));
        Assert.Equal(303, asked.Status);
        Assert.Single(await EventsAsync<HardshipDisclosed>(account), e => e.Words == "Asks to pay in parts of $62.00 each month.");
        Assert.Single(await EventsAsync<HoldPlaced>(account));
        for (var tries = 0; host.Cases.All(c => c.Reference != "OP-5") && tries < 100; tries++) await Task.Delay(50, Ct);
        var @case = Assert.Single(host.Cases, c => c.Reference == "OP-5");
        Assert.Contains("Asks to pay in parts of $62.00 each month.", @case.Evidence.Json);
        Assert.Null(@case.Proposal);

        var numbers = Number().Matches((await me.GetAsync(link)).Body).Select(m => int.Parse(m.Value)).Distinct().ToList();
        Assert.Equal(2, numbers.Count);
        Assert.Equal(1, Math.Abs(numbers[0] - numbers[1]));
    }

    [Fact]
    public async Task Typed_wrongly_nothing_is_recorded_and_the_form_says_what()
    {
        var (account, link) = await PlaceAsync("OP-6");
        var me = await InsideAsync(link);
        var page = await me.GetAsync(link);
        foreach (var (act, fields, says) in new (string, (string, string)[], string)[]
        {
            ("promise", [("amount", "lots"), ("day", "2030-01-01")], "Write the amount in digits"),
            ("promise", [("amount", "-5"), ("day", "2030-01-01")], "Write the amount in digits"),
            ("promise", [("amount", "5"), ("day", "soon")], "Choose a day."),
            ("promise", [("amount", "5"), ("day", "2099-01-01")], "within 45 days"),
            ("promise", [("amount", "9999"), ("day", DateTime.UtcNow.ToString("yyyy-MM-dd"))], "at most the balance"),
            ("dispute", [("words", "  ")], "Write a few words"),
            ("hardship", [], "Write a few words"),
            ("offer-yes", [], "No plan is offered"),
        })
        {
            var answer = await me.PostWithoutTokenAsync($"{link}/{act}", Form(page, account, fields));
            Assert.True(answer.Status is >= 400 and < 500, $"{act}: {answer.Status}");
            Assert.Contains(says, answer.Body);
        }

        Assert.Equal(404, (await me.PostWithoutTokenAsync($"{link}/write-off", Form(page, account))).Status);
        Assert.Equal(0, await host.CountAsync($"collections.own_page_receipts where account_id = '{account}'"));
    }

    [Fact]
    public async Task Nobody_acts_on_anothers_account_nor_with_anothers_pass()
    {
        var (mine, link) = await PlaceAsync("OP-7");
        var (theirs, other) = await PlaceAsync("OP-8");
        var me = await InsideAsync(link);
        var page = await me.GetAsync(link);
        Assert.Contains("Choose the bill", (await me.PostWithoutTokenAsync($"{link}/dispute", Form(page, theirs, ("words", "x")))).Body);
        Assert.DoesNotContain("Hello", (await me.GetAsync(other)).Body);
        Assert.Equal(401, (await me.PostWithoutTokenAsync($"{other}/dispute", Form(page, theirs, ("words", "x")))).Status);
        Assert.Equal(401, (await host.As("").PostWithoutTokenAsync($"{link}/dispute", Form(page, mine, ("words", "x")))).Status);
        Assert.False((await RowAsync(theirs)).Disputed || (await RowAsync(mine)).Disputed);
        Assert.Equal(404, (await me.GetAsync(link[..^2] + (link[^2..] == "AA" ? "BB" : "AA"))).Status);
    }

    [Fact]
    public async Task A_mail_scanner_that_follows_every_link_changes_nothing()
    {
        var links = new List<string>();
        for (var i = 0; i < 20; i++) links.Add((await PlaceAsync($"SC-{i}")).Link);
        var before = await StateAsync();
        foreach (var link in links)
            foreach (var path in new[] { "", "/fresh", "/stranger", "/dispute", "/offer-yes", "?lang=es", "?receipt=1" })
                Assert.True((await host.As("").GetAsync(link + path)).Status is 200 or 401 or 404 or 405, path);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task An_old_link_offers_a_fresh_one_to_the_same_address_once_a_day()
    {
        var (account, _) = await PlaceAsync("OP-9");
        var mail = await MailAsync(account);
        var old = PageLinks.Path
            + await host.Get<PublicLinks>().MakeAsync("own-page", mail.ClientId, mail.Id, DateTimeOffset.UtcNow.AddMinutes(-1), Ct);
        var me = host.As("");
        var over = await me.GetAsync(old);
        Assert.Contains("This link is over", over.Body);
        Assert.DoesNotContain("op-9@", over.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("This link is over", (await me.PostWithoutTokenAsync(old, Right)).Body);
        for (var i = 0; i < 3; i++) Assert.Contains("on its way", (await me.PostWithoutTokenAsync($"{old}/fresh")).Body);
        Assert.Equal(1, await host.CountAsync($"platform.deliveries where source = '{SendPageLink.Source}' and subject_id = '{mail.PersonId}'"));

        // The mail says nothing of a debt, and its link opens the door.
        var json = await host.Get<Database>().SingleOrDefaultAsync<string>(Access.System("test"), $"""
            select json::text from platform.deliveries where source = {SendPageLink.Source} and subject_id = {mail.PersonId}
            """, Ct);
        var planned = new Delivery(mail.ClientId, Guid.NewGuid(), SendPageLink.Source, "email", "own-page", mail.PersonId, json!, default,
            DeliveryStates.Planned, null, null, null, false, default);
        var verdict = await host.Get<IEnumerable<IDeliverySource>>().OfType<SendPageLink>().Single()
            .PrepareAsync(planned, host.Get<EventStore>().OpenSession(mail.ClientId, Access.System("test", mail.ClientId)), Ct);
        var sent = Assert.IsType<DeliveryVerdict.SendMail>(verdict).Mail;
        Assert.Equal(mail.Value, sent.To);
        foreach (var secret in new[] { "Ann", "500", "OP-9", "Tilbury", "debt" }) Assert.DoesNotContain(secret, sent.Text);
        var fresh = new Uri(sent.Text.Split('\n').Single(line => line.Contains(PageLinks.Path, StringComparison.Ordinal))).AbsolutePath;
        Assert.Contains($"href=\"https://pay.example.com{fresh}\"", sent.Html);
        Assert.Contains("Is it you?", (await host.As("").GetAsync(fresh)).Body);
    }

    [Fact]
    public async Task Who_is_not_the_person_stops_it_without_saying_who_they_are()
    {
        var (account, link) = await PlaceAsync("OP-10");
        Assert.Contains("We write to this address no more", (await host.As("").PostWithoutTokenAsync($"{link}/stranger")).Body);
        var mail = await MailAsync(account);
        Assert.NotNull(await host.Get<AccountBook>().SuppressedSinceAsync(Access.System("test", mail.ClientId), "email", mail.Value, Ct));
        // Nor does a fresh link go there any more, which nobody is told.
        Assert.Contains("on its way", (await host.As("").PostWithoutTokenAsync($"{link}/fresh")).Body);
        Assert.Equal(0, await host.CountAsync($"platform.deliveries where source = '{SendPageLink.Source}' and subject_id = '{mail.PersonId}'"));
    }

    [Fact]
    public async Task The_page_speaks_the_languages_it_has()
    {
        var (_, link) = await PlaceAsync("OP-11");
        var door = (await host.As("").GetAsync($"{link}?lang=es")).Body;
        Assert.Contains("¿Es usted?", door);
        Assert.Contains("lang=\"es\"", door);
        Assert.Contains("Is it you?", (await host.As("").GetAsync($"{link}?lang=xx")).Body);
    }

    private async Task<(Guid Account, string Link)> PlaceAsync(string reference)
    {
        var path = await host.PlaceAsync(reference, phones: ["+12125550123"], emails: [$"{reference.ToLowerInvariant()}@example.com"],
            street: "12 Elm Street", place: new Place("Albany", "NY", "12207", "US"));
        var account = Guid.Parse(AccountHost.Id(path));
        return (account, PageLinks.Path + await host.Get<PageLinks>().TokenAsync(await MailAsync(account), Ct));
    }

    private async Task<Browser> InsideAsync(string link)
    {
        var me = host.As("");
        Assert.Equal(303, (await me.PostWithoutTokenAsync(link, Right)).Status);
        return me;
    }

    private async Task<AccountRow> RowAsync(Guid account) =>
        (await host.Get<AccountBook>().FindAsync(Access.System("test", AccountHost.Client), AccountHost.Client, account, Ct))!;

    private async Task<AddressRow> MailAsync(Guid account) => (await host.Get<AccountBook>().AddressesAsync(
        Access.System("test", AccountHost.Client), AccountHost.Client, (await RowAsync(account)).PersonId, Ct)).Single(a => a.Kind == "email");

    private async Task<IReadOnlyList<T>> EventsAsync<T>(Guid stream) =>
        [.. (await host.Get<EventStore>().FetchStreamAsync(AccountHost.Client, stream, 0, Ct)).Select(e => e.Data).OfType<T>()];

    private async Task<int> OpenedAsync(Guid account) => (await EventsAsync<OwnPageOpened>((await RowAsync(account)).PersonId)).Count;

    private async Task<string> StateAsync()
    {
        var counts = new List<long>();
        foreach (var table in new[] { "events.mt_events", "platform.deliveries", "collections.suppressions", "collections.own_page_tries",
            "collections.own_page_receipts" }) counts.Add(await host.CountAsync(table));
        return string.Join(' ', counts);
    }

    private static (string, string)[] Form(Answer page, Guid account, params (string, string)[] fields) =>
        [("command", Command().Match(page.Body).Groups[1].Value), ("account", $"{account}"), .. fields];

    private static string Visible(string html) => Tag().Replace(html, " ");

    [GeneratedRegex("name=\"command\" value=\"([0-9a-f-]{36})\"")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<=R-)\d{6}")]
    private static partial Regex Number();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
