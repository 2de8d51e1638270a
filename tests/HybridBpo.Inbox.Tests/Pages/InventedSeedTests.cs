using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Cases with a known answer that are made of an invented file, with questions and without a proposed choice: hiring.
public sealed partial class InventedSeedTests : IAsyncLifetime
{
    private const string Renn = "renn", Words = "Three years at a help desk, fluent Spanish";
    private static readonly Access Test = Access.System("test");
    private readonly DemoFileSample module = new();
    private readonly OpenCase decided = Asks.Screening("7F-32") with { Title = "7F-32, Claims handler" };
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: 1, sample: module);
        house.People.Add(Person(Renn, "Renn A.", ["fernbrook"], Roles.Recruiter));
        await house.OpenAsync(decided);
        using (var renn = house.As(Renn))
        {
            await renn.TakeAsync(decided);
            await renn.JudgeAsync(house, decided, "interview");
            await renn.ActAsync(decided, "decide", ("command", $"{Guid.NewGuid()}"), ("token", $"{await house.TokenAsync(renn, decided)}"),
                ("take", "own"), ("reason", "criteria"));
        }

        await house.UntilAsync(decided, Stages.Delivered);
        for (var i = 0; i < 3; i++)
        {
            await house.OpenAsync(Asks.Screening($"8A-1{i}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_read_first_and_what_was_found_can_be_altered_before_it_is_made()
    {
        using var sara = house.As(Sara);
        var form = (await sara.GetAsync(New)).Body;
        Assert.Contains("Invented resume", form);
        Assert.DoesNotContain("name=\"truth\"", form);
        Assert.Contains("Choose the file", (await sara.PostAsync(New, ("step", "read"))).Body);
        Assert.Contains("a real person", (await ReadAsync(sara, "a real one")).Body);
        Assert.Contains("Choose the file again", (await MakeAsync(sara, "forged")).Body);
        Assert.Equal(0, await CountAsync("samples"));

        var page = (await ReadAsync(sara, Words)).Body;
        Assert.Contains(Words, page);
        Assert.Contains("As found: Unclear", page);
        Assert.Contains("comes to “Turn down”", page);
        Assert.Equal(0, await CountAsync("samples"));
        var refused = await MakeAsync(sara, Read(page), ("answer.spanish", "meets"), ("quote.spanish", "ten years"));
        Assert.Contains("The words do not stand there.", refused.Body);
        Assert.Contains("value=\"ten years\"", refused.Body);
        var made = await MakeAsync(sara, Read(refused.Body), ("answer.spanish", "meets"), ("quote.spanish", "Spanish"));
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Equal("interview reject", await house.Database.SingleOrDefaultAsync<string>(Test,
            $"select proposed || ' ' || truth from inbox.samples", Ct));
        Assert.Null(await house.Database.SingleOrDefaultAsync<string>(Test, $"select made -> 'Proposal' ->> 'Choice' from inbox.samples", Ct));
    }

    [Fact]
    public async Task What_was_read_counts_for_whoever_sent_it_and_of_that_case_alone()
    {
        using var sara = house.As(Sara);
        house.People.Add(Person("cole", "Cole C.", ["fernbrook"], Roles.Compliance));
        using var cole = house.As("cole");
        var read = Read((await ReadAsync(sara, Words)).Body);
        Assert.Contains("Choose the file again", (await MakeAsync(cole, read)).Body);
        Assert.Contains("Choose the file again", (await MakeAsync(sara, read[..^8] + "AAAAAAAA")).Body);
        using var rita = house.As(Rita);
        Assert.Equal(HttpStatusCode.Forbidden, (await rita.PostAsync(New, ("step", "read"))).Status);
    }

    [Fact]
    public async Task It_is_judged_question_by_question_like_a_real_one_and_tells_afterwards_what_was_wrong()
    {
        using var rita = house.As(Rita);
        var seed = await SeedAsync(rita);
        var (_, _, to) = await rita.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"));
        var real = Enumerable.Range(0, 3).Select(i => Asks.Screening($"8A-1{i}"))
            .Single(ask => to!.EndsWith($"{ask.CaseId}", StringComparison.Ordinal));
        Assert.Equal(Bare((await rita.SeeAsync(real)).Body), Bare((await rita.SeeAsync(seed)).Body));
        foreach (var on in new[] { real, seed })
        {
            Assert.DoesNotContain("/accounts/", (await rita.SeeAsync(on)).Body);
            var (status, body, _) = await JudgeAsync(rita, on);
            Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
        }

        Assert.Equal(await TypesAsync(real), await TypesAsync(seed));
        var told = (await rita.ActAsync(seed, "decide", ("command", $"{Guid.NewGuid()}"), ("token", $"{await house.TokenAsync(rita, seed)}"),
            ("take", "own"), ("reason", "criteria"))).Body;
        Assert.Contains("This was a seeded case", told);
        Assert.Contains("The right answer is “Turn down”", told);
        Assert.Contains("You answered what the machine found comes to, which was wrong.", told);
        Assert.Contains("The error put in: “Spanish at work?”, of which the machine was made to say “Meets”; its rules find “Unclear”.", told);
        Assert.Single(house.Services.GetServicesOf<IOutcomeHandler>().OfType<DemoOutcomes>().SelectMany(handler => handler.Applied));
        Assert.Equal("true false", await house.Database.SingleOrDefaultAsync<string>(Test,
            $"select agreed || ' ' || answer_right from inbox.seeds where case_id = {seed.CaseId}", Ct));
    }

    [Fact]
    public async Task It_ends_where_a_real_one_is_withdrawn_and_none_is_opened_where_none_could_be()
    {
        using var rita = house.As(Rita);
        module.Changed = true;
        using (var sara = house.As(Sara))
        {
            await MadeAsync(sara);
        }

        await house.Get<SeedReserve>().RunAsync(Ct);
        Assert.Equal(0, await CountAsync("seeds"));
        module.Changed = false;
        await house.Get<SeedReserve>().RunAsync(Ct);
        var seed = (await rita.NextSeedAsync(house))!;
        module.Filled = true;
        await house.Get<SeedReserve>().RunAsync(Ct);
        var page = (await rita.SeeAsync(seed)).Body;
        Assert.Contains("New facts made this case stale", page);
        Assert.DoesNotContain("seeded", page);
        Assert.DoesNotContain("/accounts/", page);
        Assert.NotEqual(HttpStatusCode.OK, (await JudgeAsync(rita, seed)).Status);
        await house.Get<SeedReserve>().RunAsync(Ct);
        Assert.Single((await house.Store.FetchStreamAsync(seed.Client, seed.CaseId, 0, Ct)).Select(e => e.Data).OfType<CaseWithdrawn>());
        Assert.Equal("0 1", await house.Database.SingleOrDefaultAsync<string>(Test, $"""
            select count(*) filter (where ended_at is null) || ' ' || count(*) from inbox.samples
            """, Ct));
    }

    [Fact]
    public async Task Practice_shows_what_the_machine_found_after_the_answer_and_not_before()
    {
        using var sara = house.As(Sara);
        await MadeAsync(sara, Purposes.Practice);
        using var rita = house.As(Rita);
        var (_, page, at) = await rita.PostAsync("/inbox/practice/next");
        Assert.Contains(Words, page);
        Assert.DoesNotContain("Two years at a desk", page);
        var told = (await rita.PostAsync(at!, ("choice", "interview"))).Body;
        Assert.Contains("Not this time", told);
        Assert.Contains("What the machine found comes to “Invite to an interview”, which is wrong.", told);
        Assert.Contains("Two years at a desk", told);
    }

    [Fact]
    public async Task The_page_says_of_which_kinds_none_can_be_made()
    {
        using var sara = house.As(Sara);
        Assert.Matches("Of [^<]*Plan[^<]* none can be made: what is right there hangs on more", (await sara.GetAsync("/supervision/samples")).Body);
    }

    private string New => $"/supervision/samples/new/fernbrook/{decided.CaseId}";

    private Task<(HttpStatusCode Status, string Body)> ReadAsync(Person person, string words, string purpose = Purposes.Seed) =>
        person.UploadAsync(New, "resume.txt", words, ("step", "read"), ("purpose", purpose), ("command", $"{Guid.NewGuid()}"));

    private static string Read(string page) => Regex.Match(page, "name=\"read\" value=\"([^\"]+)\"").Groups[1].Value;

    private Task<(HttpStatusCode Status, string Body, string? To)> MakeAsync(
        Person person, string read, params (string, string)[] altered) => MakeAsync(person, read, Purposes.Seed, altered);

    private Task<(HttpStatusCode Status, string Body, string? To)> MakeAsync(
        Person person, string read, string purpose, (string, string)[] altered) => person.PostAsync(New, [
            ("command", $"{Guid.NewGuid()}"), ("purpose", purpose), ("read", read), ("truth", "reject"), ("why", "Spanish is a must."),
            ("attested", "yes"), .. altered]);

    private async Task MadeAsync(Person sara, string purpose = Purposes.Seed)
    {
        var read = Read((await ReadAsync(sara, Words, purpose)).Body);
        var (status, body, _) = await MakeAsync(sara, read, purpose, [("answer.spanish", "meets"), ("quote.spanish", "Spanish")]);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
        Assert.Equal(1, await CountAsync("samples"));
    }

    private async Task<OpenCase> SeedAsync(Person person)
    {
        using var sara = house.As(Sara);
        await MadeAsync(sara);
        await house.Get<SeedReserve>().RunAsync(Ct);
        return (await person.NextSeedAsync(house))!;
    }

    private async Task<(HttpStatusCode Status, string Body, string? To)> JudgeAsync(Person person, OpenCase on) => await person.ActAsync(on, "judge",
        ("command", $"{Guid.NewGuid()}"), ("token", $"{await house.TokenAsync(person, on)}"), ("choice", "interview"), ("sure", "fairly"),
        ("a.years", "meets"), ("a.spanish", "meets"));

    private async Task<List<string>> TypesAsync(OpenCase on) =>
        [.. (await house.Store.FetchStreamAsync(on.Client, on.CaseId, 0, Ct)).Select(e => e.Type)];

    private Task<long> CountAsync(string table) => house.Database.SingleOrDefaultAsync<long>(Test,
        System.Runtime.CompilerServices.FormattableStringFactory.Create($"select count(*) from inbox.{table}"), Ct);

    /// The pane without what differs from case to case.
    private static string Bare(string page)
    {
        var pane = page[page.IndexOf("<section class=\"hb-case\"", StringComparison.Ordinal)..];
        pane = Regex.Replace(pane, "<section class=\"hb-sec\".*?</section>|<dl.*?</dl>|<table.*?</table>", "EVIDENCE", RegexOptions.Singleline);
        return Volatile().Replace(pane, "#");
    }

    [GeneratedRegex("8A-\\d+|ZZ-\\d+|[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[^\"]{40,}\"|\\d+")]
    private static partial Regex Volatile();
}
