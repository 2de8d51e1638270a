using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Import.CallFiles;

/// <summary>A dialer's file by page: sent, its codes said, checked, loaded; the account shows it; two people take it back.</summary>
public class CallFilePageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int files;

    private static string Ago(int minutes) =>
        TimeProvider.System.GetUtcNow().AddMinutes(-minutes).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_page_asks_for_zone_and_codes_and_the_account_shows_call_recording_file_and_row()
    {
        await host.AttestAsync();
        var account = await host.PlaceAsync("CP-1", phones: ["+12125550123"]);
        var ines = host.As("ines");
        var file = $"account,number,call time,disposition,recording\nCP-1,212-555-0123,{Ago(60)},Q7,R-1\nCP-1,212-555-0123,{Ago(50)},Q8,R-2\n";
        // A client of whom no file said a zone before.
        var first = await ines.UploadAsync("/imports", "first.csv", file, ("client", "oakmere"), ("kind", "calls"));
        Assert.Contains("Say in which time zone the file writes times.", (await ines.GetAsync(first.To!)).Body);
        var sent = await ines.UploadAsync("/imports", "dialer.csv", file, ("client", AccountHost.Client), ("kind", "calls"));
        Assert.Equal(303, sent.Status);
        var page = (await ines.GetAsync(sent.To!)).Body;
        Assert.Contains("name=\"out:q7\"", page);
        Assert.Contains("Not said: these rows wait in quarantine", page);
        Assert.DoesNotContain("Amounts are written as", page);

        var check = await PostAsync(ines, sent.To!, "check");
        Assert.Equal(200, check.Status);
        Assert.Contains("Load 1 row", check.Body);
        Assert.Contains("is no outcome that somebody said the meaning of", check.Body);
        Assert.Equal(303, (await PostAsync(ines, sent.To!, "load")).Status);
        await LoadedAsync(sent.To!);
        page = (await ines.GetAsync(sent.To!)).Body;
        Assert.Contains("1 loaded, 1 in quarantine", page);
        Assert.Contains("New calls", page);

        var shown = (await host.As("maren").GetAsync(account)).Body;
        Assert.Contains("1 of 7 used", shown);
        Assert.Contains("recording R-1, dialer.csv row 2", shown);
    }

    [Fact]
    public async Task Two_supervisors_take_a_file_back_and_one_alone_cannot()
    {
        await host.AttestAsync();
        var account = await host.PlaceAsync("CP-2", phones: ["+12125550123"]);
        var path = await SendAsync("CP-2");
        var (ines, omar, maren) = (host.As("ines"), host.As("omar"), host.As("maren"));
        Assert.Contains("1 of 7 used", (await maren.GetAsync(account)).Body);
        Assert.Equal(403, (await maren.PostAsync(path + "/undo", ("act", "ask"), ("reason", "wrong-file"))).Status);
        Assert.Contains("may then be called again sooner", (await ines.GetAsync(path)).Body);
        Assert.Equal(303, (await ines.PostAsync(path + "/undo", ("act", "ask"), ("reason", "wrong-file"))).Status);
        Assert.Equal(403, (await ines.PostAsync(path + "/undo", ("act", "confirm"), ("command", $"{Guid.NewGuid()}"))).Status);
        Assert.DoesNotContain("value=\"confirm\"", (await ines.GetAsync(path)).Body);
        // Declined: it goes on counting, and somebody may ask anew.
        Assert.Equal(303, (await omar.PostAsync(path + "/undo", ("act", "decline"))).Status);
        Assert.Contains("1 of 7 used", (await maren.GetAsync(account)).Body);
        Assert.Equal(303, (await omar.PostAsync(path + "/undo", ("act", "ask"), ("reason", "wrong-file"))).Status);
        Assert.Contains("Omar R. asks to undo it.", (await ines.GetAsync(path)).Body);
        Assert.Equal(303, (await ines.PostAsync(path + "/undo", ("act", "confirm"), ("command", $"{Guid.NewGuid()}"))).Status);
        for (var i = 0; i < 600 && (await FindAsync(path)).UndoneAt is null; i++) await Task.Delay(50, Ct);
        Assert.Contains("Omar R. asked, Ines D. confirmed.", (await ines.GetAsync(path)).Body);
        var shown = (await maren.GetAsync(account)).Body;
        Assert.Contains("0 of 7 used", shown);
        Assert.Contains("A file of calls was undone", shown);
        Assert.Contains("this file was undone", shown);
        Assert.Equal(404, (await ines.PostAsync(path.Replace("/tilbury/", "/oakmere/", StringComparison.Ordinal) + "/undo", ("act", "ask"))).Status);
    }

    [Fact]
    public async Task Where_a_dialer_calls_the_meter_shuts_until_its_file_comes_and_says_what_to_do()
    {
        await host.AttestAsync();
        var account = await host.PlaceAsync("CP-3", phones: ["+12125550123"]);
        var ines = host.As("ines");
        Assert.Equal(422, (await ines.PostAsync("/facts", [("client", AccountHost.Client), ("fact", Facts.Dialer), ("command", $"{Guid.NewGuid()}"),
            ("dialer", "yes"), ("hours", "1000")])).Status);
        await SayAsync("yes", "24");
        try
        {
            await host.Get<Database>().ExecuteAsync(Access.System("test"), $"""
                update collections.imports set uploaded_at = uploaded_at - interval '9 days', newest_at = newest_at - interval '9 days'
                where kind = 'calls'
                """, Ct);
            var shut = (await host.As("maren").GetAsync(account)).Body;
            Assert.Contains("CALL-DATA", shut);
            Assert.Contains("Load the dialer", shut);
            // A row about somebody that waits keeps that person's way shut, and nobody else's.
            var other = await host.PlaceAsync("CP-4", phones: ["+12125550123"]);
            await SendAsync("CP-3", "\nCP-4,212-555-0123,2026-11-01 10:00:00,NOBODY KNOWS,R-2");
            Assert.Contains("waits in quarantine", (await host.As("maren").GetAsync(other)).Body);
            Assert.DoesNotContain("CALL-DATA", (await host.As("maren").GetAsync(account)).Body);
            Assert.Contains("yes, the last file at most 24 hours old, without weekends", (await ines.GetAsync("/facts")).Body);
        }
        finally
        {
            await SayAsync("no", "24");
        }
    }

    private async Task SayAsync(string dialer, string hours) => Assert.Equal(303, (await host.As("ines").PostAsync("/facts",
        [("client", AccountHost.Client), ("fact", Facts.Dialer), ("command", $"{Guid.NewGuid()}"), ("dialer", dialer), ("hours", hours)])).Status);

    private async Task<string> SendAsync(string reference, string more = "")
    {
        var sent = await host.As("ines").UploadAsync("/imports", $"calls-{Interlocked.Increment(ref files)}.csv",
            $"account,number,call time,disposition,recording\n{reference},212-555-0123,{Ago(60)},Q7,R-1{more}\n",
            ("client", AccountHost.Client), ("kind", "calls"));
        Assert.Equal(303, (await PostAsync(host.As("ines"), sent.To!, "load")).Status);
        await LoadedAsync(sent.To!);
        return sent.To!;
    }

    private static Task<Answer> PostAsync(Browser who, string path, string act) => who.PostAsync(path + "/mapping", ("act", act), ("zone", "Etc/UTC"),
        ("date", "yyyy-MM-dd"), ("out:q7", "no-answer"), ("col:account", "account_ref"), ("col:number", "number"), ("col:call time", "at"),
        ("col:disposition", "outcome"), ("col:recording", "recording"));

    private async Task LoadedAsync(string path)
    {
        for (var i = 0; i < 600 && (await FindAsync(path)).State != "loaded"; i++) await Task.Delay(50, Ct);
        Assert.Equal("loaded", (await FindAsync(path)).State);
    }

    private async Task<ImportRow> FindAsync(string path) => (await host.Get<ImportDesk>().FindAsync(
        AccountHost.Users["ines"], AccountHost.Client, Guid.Parse(path.Split('/')[^1]), Ct))!;
}
