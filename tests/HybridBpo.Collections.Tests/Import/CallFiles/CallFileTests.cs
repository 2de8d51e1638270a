using System.Text;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Tests.Nudges;

namespace HybridBpo.Collections.Tests.Import.CallFiles;

/// <summary>A dialer's file moves the contact budget as calls at the desk do, each call once.</summary>
public class CallFileTests(House house) : IClassFixture<House>
{
    private const string Head = "account_ref,number,at,outcome,direction,seconds,agent,recording\n", Phone = "+12125550123";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly HashSet<string> Placed = [];

    private readonly Desk desk = new(house);

    /// <summary>An account of a person of its own, with all facts that a call needs.</summary>
    private async Task PlaceAsync(params string[] references)
    {
        foreach (var reference in references.Where(Placed.Add))
            await desk.PlaceAsync($"{reference},C-{references[0]},Ann {references[0]},{references[0].ToLowerInvariant()}@example.com,{Phone},"
                + ",NY,12207,US,2026-08-20,50.00");
        Assert.Null(await desk.AttestAsync(Facts.Regime, ("role", "third-party"), ("debt", "consumer"), ("jurisdiction", "US")));
        Assert.Null(await desk.AttestAsync(Facts.ValidationNotice, ("sentOn", "2026-10-13")));
    }

    private async Task<ImportRow> LoadAsync(string rows, string name = "calls.csv") => await house.LoadAsync("calls", Head + rows, name);

    private async Task<IReadOnlyList<QuarantineRow>> BadAsync(ImportRow import) =>
        await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct);

    private async Task<Verdict> AskAsync(string reference, DateTimeOffset? at = null)
    {
        var account = await desk.AccountAsync(reference);
        var file = (await house.Get<ContactFiles>().LoadAsync(House.Supervisor, "tilbury", account.PersonId, Ct))!;
        return ContactCheck.Evaluate(new Attempt { Channel = Channels.Call, Debt = reference, Address = Phone }, file.FactsFor(account, file.Phone),
            file.Person.Contacts, at ?? house.Clock.Now);
    }

    private async Task<IReadOnlyList<PastContact>> ContactsAsync(string reference) =>
        (await house.Store.AggregateStreamAsync<Person>("tilbury", (await desk.AccountAsync(reference)).PersonId, ct: Ct))!.Contacts;

    /// <summary>A moment before now, as the file writes it.</summary>
    private string Ago(double minutes) => house.Clock.Now.AddMinutes(-minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    [Fact]
    public async Task Six_calls_leave_one_and_the_seventh_of_the_file_closes_the_way_to_the_eighth()
    {
        await PlaceAsync("F-1");
        var six = string.Concat(Enumerable.Range(1, 6).Select(i => $"F-1,{Phone},{Ago(i * 60)},no-answer,,,,R-{i}\n"));
        var import = await LoadAsync(six, "six.csv");
        Assert.Equal((6, 0, 0), (import.Added, import.Unchanged, import.Quarantined));
        Assert.False((await AskAsync("F-1")).Rules.Single(r => r.RuleId == "CALL-7").IsBlocked);
        await LoadAsync($"F-1,{Phone},{Ago(30)},no-answer,,,,R-7\n", "seventh.csv");
        var blocked = (await AskAsync("F-1")).Rules.Single(r => r.RuleId == "CALL-7");
        Assert.True(blocked.IsBlocked);
        Assert.StartsWith("This would be call 8", blocked.Reason);
    }

    [Fact]
    public async Task A_call_is_counted_for_every_debt_that_it_was_about_and_a_talk_closes_the_way_for_each()
    {
        await PlaceAsync("F-2", "F-3", "F-4");
        await LoadAsync($"F-2; F-3,(212) 555-0123,{Ago(90)},RPC,outbound,95,A-17,R-20\n", "talk.csv");
        foreach (var debt in new[] { "F-2", "F-3" })
            Assert.Contains("CALL-TALK", (await AskAsync(debt)).Blocks.Select(b => b.RuleId));
        Assert.DoesNotContain("CALL-TALK", (await AskAsync("F-4")).Blocks.Select(b => b.RuleId));
        var told = (await desk.FileAsync("F-3")).Timeline.Single(e => e.Words.StartsWith("Called and talked", StringComparison.Ordinal));
        Assert.Equal("talked 1 min 35 s, agent A-17, recording R-20, talk.csv row 2", told.Detail);
    }

    [Fact]
    public async Task Files_that_overlap_and_a_call_recorded_by_hand_count_once_whatever_came_first()
    {
        await PlaceAsync("F-5");
        await RecordAsync("F-5", Ago(178));
        var rows = $"F-5,{Phone},{Ago(180)},no-answer,,,,R-1\nF-5,{Phone},{Ago(120)},no-answer,,,,R-2\n";
        var first = await LoadAsync(rows, "first.csv");
        Assert.Equal((1, 1), (first.Added, first.Unchanged));
        var second = await LoadAsync(rows + $"F-5,{Phone},{Ago(60)},voicemail,,,,R-3\n", "second.csv");
        Assert.Equal((1, 2), (second.Added, second.Unchanged));
        await RecordAsync("F-5", Ago(58));
        Assert.Equal(3, (await ContactsAsync("F-5")).Count);
        Assert.Contains((await desk.FileAsync("F-5")).Timeline, e => e.Words.Contains("counts once")
            && e.Detail?.Contains("second.csv row 2") == true);
        // The same bytes again are not even looked at.
        Assert.IsType<FileSentBefore>((await house.Get<ImportDesk>().UploadAsync(
            House.Supervisor, "tilbury", "calls", "again.csv", Encoding.UTF8.GetBytes(Head + rows), null, Ct)).Refusal);
    }

    [Fact]
    public async Task A_talk_that_only_one_of_two_sources_tells_of_is_a_talk()
    {
        await PlaceAsync("F-6");
        await LoadAsync($"F-6,{Phone},{Ago(120)},voicemail,,,,R-1\n", "machine.csv");
        await RecordAsync("F-6", Ago(118), CallOutcomes.RightParty);
        var one = Assert.Single(await ContactsAsync("F-6"));
        Assert.Equal("conversation", one.Kind);
        Assert.Contains("CALL-TALK", (await AskAsync("F-6")).Blocks.Select(b => b.RuleId));
    }

    [Fact]
    public async Task A_call_that_never_connected_counts_against_no_limit()
    {
        await PlaceAsync("F-7");
        await LoadAsync(string.Concat(Enumerable.Range(1, 9).Select(i => $"F-7,{Phone},{Ago(i * 10)},busy,,,,\n")), "busy.csv");
        Assert.DoesNotContain("CALL-7", (await AskAsync("F-7")).Blocks.Select(b => b.RuleId));
        Assert.All(await ContactsAsync("F-7"), c => Assert.Equal("not-connected", c.Excluded));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "nobody,{p},{t},no-answer,,,,", "account_ref", "no account with the reference nobody is placed with us" },
        { "F-8; nobody,{p},{t},no-answer,,,,", "account_ref", "no account with the reference nobody" },
        { "F-8;F-9,{p},{t},no-answer,,,,", "account_ref", "are owed by different people" },
        { ",{p},{t},no-answer,,,,", "account_ref", "is missing" },
        { "F-8,+13105550000,{t},no-answer,,,,", "number", "not known of the person" },
        { "F-8,call me,{t},no-answer,,,,", "number", "is not a phone number" },
        { "F-8,{p},2026-10-13T18:00:01Z,no-answer,,,,", "at", "lies in the future" },
        { "F-8,{p},2026-10-13,no-answer,,,,", "at", "is not a day and time" },
        { "F-8,{p},2026-10-13T25:00:00Z,no-answer,,,,", "at", "is no time of day" },
        { "F-8,{p},2026-10-13T10:00:00+19:00,no-answer,,,,", "at", "an offset that no place on earth has" },
        { "F-8,{p},{t},XYZ-9,,,,", "outcome", "is no outcome that somebody said the meaning of; ours are right-party" },
        { "F-8,{p},{t},,,,,", "outcome", "is missing" },
        { "F-8,{p},{t},no-answer,sideways,,,", "direction", "is neither in nor out" },
        { "F-8,{p},{t},no-answer,in,,,", "direction", "they called us" },
        { "F-8,{p},{t},no-answer,,90,,", "seconds", "which is right?" },
        { "F-8,{p},{t},right-party,,-5,,", "seconds", "is no time talked" },
        { "F-8,{p},{t},right-party,,99999999999,,", "seconds", "is no time talked" },
        { "F-8,{p},{t},right-party,,5," + new string('x', 101) + ",", "agent", "longer than 100 characters" },
        { "F-8,{p},{t},right-party,,5,,\"=cmd|'/c calc'!A1" + new string('x', 200) + "\"", "recording", "longer than 100 characters" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_row_that_cannot_be_a_call_waits_with_its_reason_and_counts_for_nobody(string row, string column, string says)
    {
        await PlaceAsync("F-8");
        await PlaceAsync("F-9");
        var import = await LoadAsync(
            row.Replace("{p}", Phone, StringComparison.Ordinal).Replace("{t}", Ago(60), StringComparison.Ordinal) + "\n", $"{Guid.NewGuid():N}.csv");
        Assert.Equal((0, 1), (import.Added, import.Quarantined));
        var errors = Assert.Single(await BadAsync(import)).ErrorList;
        Assert.Contains(errors, e => e.Column == column && e.Reason.Contains(says, StringComparison.Ordinal));
        Assert.Empty(await ContactsAsync("F-8"));
        Assert.DoesNotContain("\n=cmd", QuarantinedRows.Csv(await BadAsync(import)));
    }

    [Fact]
    public async Task A_repaired_row_is_a_call_and_one_that_is_repaired_twice_is_still_one()
    {
        await PlaceAsync("F-10");
        var import = await LoadAsync($"F-10,{Phone},{Ago(60)},MAYBE,,,,R-1\n", "maybe.csv");
        var quarantine = house.Get<QuarantinedRows>();
        var still = (await quarantine.RepairAsync(House.Supervisor, "tilbury", import.Id, 2, Cell("outcome", "PERHAPS"), Ct)).Value;
        Assert.Equal("open", still.State);
        for (var again = 0; again < 2; again++)
            Assert.Equal("repaired",
                (await quarantine.RepairAsync(House.Supervisor, "tilbury", import.Id, 2, Cell("outcome", "no-answer"), Ct)).Value.State);
        Assert.Single(await ContactsAsync("F-10"));
        Assert.Equal(house.Clock.Now.AddMinutes(-60), await house.Database.SingleOrDefaultAsync<DateTimeOffset?>(
            House.Supervisor, $"select newest_at from collections.imports where client_id = 'tilbury' and id = {import.Id}", Ct));
        Assert.Equal((1, 0), ((await FindAsync(import)).Added, (await FindAsync(import)).Quarantined));
    }

    [Theory]
    [InlineData("2026-10-12 10:00:00", "America/New_York", "2026-10-12T14:00:00Z")]
    [InlineData("2026-10-12 02:05 PM", "America/Chicago", "2026-10-12T19:05:00Z")]
    [InlineData("2026-10-12T10:00:00-0400", "Asia/Tokyo", "2026-10-12T14:00:00Z")]
    [InlineData("2026-10-12 12:00 AM", "Etc/UTC", "2026-10-12T00:00:00Z")]
    [InlineData("2025-11-02 01:30:00", "America/New_York", "2025-11-02T06:30:00Z")]
    public void A_time_goes_by_its_offset_or_by_the_clock_that_somebody_named(string value, string zone, string at) =>
        Assert.Equal(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), CallTime.Read(value, "yyyy-MM-dd", zone).At);

    [Theory]
    [InlineData("2026-03-08 02:30:00", "America/New_York", "the clocks went forward over it")]
    [InlineData("2026-10-12 13:05 PM", "America/New_York", "before PM stands 1 to 12")]
    [InlineData("2026-10-12 10:00:00", null, "nobody said by whose clock it goes")]
    public void A_time_that_was_none_says_why(string value, string? zone, string says) =>
        Assert.Contains(says, CallTime.Read(value, "yyyy-MM-dd", zone).Problem);

    [Fact]
    public async Task The_zone_is_asked_for_and_remembered_with_what_the_codes_mean()
    {
        const string Other = "oakmere";
        var import = await house.UploadAsync("calls", Head + $"F-11,{Phone},2026-10-13 10:00:00,Z1,,,,\n", "zone.csv", Other);
        var images = house.Get<ImportDesk>();
        var preview = (await images.PreviewAsync(House.Supervisor, Other, import.Id, null, Ct)).Value;
        Assert.Contains("Say in which time zone the file writes times.", preview.Proposal.Problems);
        var mapping = preview.Proposal.Mapping with
        {
            Zone = "America/New_York",
            Outcomes = new Dictionary<string, string> { ["z1"] = "voicemail" },
        };
        Assert.Contains("no time zone of the IANA list", string.Join(' ', Problems(await images.PreviewAsync(
            House.Supervisor, Other, import.Id, mapping with { Zone = "Mars/Olympus" }, Ct))));
        Assert.Contains("is no outcome of ours", string.Join(' ', Problems(await images.PreviewAsync(
            House.Supervisor, Other, import.Id, mapping with { Outcomes = new Dictionary<string, string> { ["z1"] = "x" } }, Ct))));
        Assert.Null((await images.LoadAsync(House.Supervisor, Other, import.Id, mapping, Ct)).Refusal);
        var next = await house.UploadAsync("calls", Head + $"F-11,{Phone},2026-10-13 11:00:00,VM,,,,\n", "next.csv", Other);
        var proposed = (await images.PreviewAsync(House.Supervisor, Other, next.Id, null, Ct)).Value;
        Assert.Equal(("America/New_York", 1), (proposed.Proposal.Mapping.Zone, proposed.Good));
        Assert.Null((await images.LoadAsync(House.Supervisor, Other, next.Id, proposed.Proposal.Mapping, Ct)).Refusal);
        var saved = (await images.SavedAsync(House.Supervisor, Other, "calls", Ct))!;
        Assert.Equal(("voicemail", "voicemail"), (saved.Outcomes!["z1"], saved.Outcomes["vm"]));

        static IReadOnlyList<string> Problems(Result<ImportPreview> preview) => preview.Value.Proposal.Problems;
    }

    [Fact]
    public async Task A_file_is_taken_back_by_two_people_and_what_others_told_goes_on_counting()
    {
        await PlaceAsync("F-12");
        await RecordAsync("F-12", Ago(118));
        var import = await LoadAsync($"F-12,{Phone},{Ago(120)},right-party,,60,,R-1\nF-12,{Phone},{Ago(60)},no-answer,,,,R-2\n", "wrong.csv");
        var undo = house.Get<UndoCalls>();
        Assert.Equal(2, (await ContactsAsync("F-12")).Count);
        Assert.IsType<CallsNeedTwo>((await undo.AskAsync(Access.System("cli"), "tilbury", import.Id, "wrong-file", Ct)).Refusal);
        Assert.IsType<UndoReasonMissing>((await undo.AskAsync(House.Supervisor, "tilbury", import.Id, "", Ct)).Refusal);
        Assert.Null((await undo.AskAsync(House.Supervisor, "tilbury", import.Id, "wrong-file", Ct)).Refusal);
        Assert.IsType<AskedByYou>((await undo.ConfirmAsync(House.Supervisor, "tilbury", import.Id, Guid.NewGuid(), Ct)).Refusal);
        Assert.IsType<Forbidden>((await undo.ConfirmAsync(House.Analyst, "tilbury", import.Id, Guid.NewGuid(), Ct)).Refusal);
        Assert.IsType<ImportNotThere>((await house.Get<UndoImport>().OrderAsync(
            Second, new UndoRequest("tilbury", import.Id, Guid.NewGuid(), "wrong-file"), Ct)).Refusal);
        Assert.Equal(2, (await ContactsAsync("F-12")).Count);
        Assert.Null((await undo.ConfirmAsync(Second, "tilbury", import.Id, Guid.NewGuid(), Ct)).Refusal);
        await house.Get<UndoRun>().HandleAsync(new Message(import.Id, "tilbury", UndoRun.MessageKind,
            System.Text.Json.JsonSerializer.Serialize(new UndoOrder("tilbury", import.Id)), 1), Ct);
        var left = Assert.Single(await ContactsAsync("F-12"));
        Assert.Equal("placed", left.Kind);
        Assert.NotNull((await FindAsync(import)).UndoneAt);
        Assert.Contains((await desk.FileAsync("F-12")).Timeline, e => e.Words.StartsWith("A file of calls was undone", StringComparison.Ordinal));
        // The same file may come again, and counts once again.
        var again = await LoadAsync($"F-12,{Phone},{Ago(120)},right-party,,60,,R-1\nF-12,{Phone},{Ago(60)},no-answer,,,,R-2\n", "wrong.csv");
        Assert.Equal((1, 1), (again.Added, again.Unchanged));
        Assert.Equal(2, (await ContactsAsync("F-12")).Count);
    }

    private static readonly Access Second = new(new Actor(Actor.Person, "sup-2", "Omar R."), ["tilbury"], [Roles.Supervisor]);

    private static Dictionary<string, string> Cell(string column, string value) => new() { [column] = value };

    private async Task<ImportRow> FindAsync(ImportRow import) =>
        (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;

    private async Task RecordAsync(string reference, string at, string outcome = CallOutcomes.NoAnswer)
    {
        var account = await desk.AccountAsync(reference);
        var moment = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        var maren = new Access(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury"], [Roles.Collector]);
        Assert.Null((await house.Get<Calls>().RecordAsync(maren, account, file => new RecordCall(
            Guid.NewGuid(), moment, false, outcome, file.Phone, [account], "", "col-1"), Guid.NewGuid(), Ct)).Refusal);
    }
}
