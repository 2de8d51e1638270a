using HybridBpo.Collections.Import;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Import.Undoing;

/// <summary>A placement is undone by page: looked at, ordered with a reason, told.</summary>
public class UndoPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_says_what_it_would_do_asks_why_and_tells_what_it_did()
    {
        var ines = host.As("ines");
        var path = await LoadAsync(ines, "PU-1");
        var page = (await ines.GetAsync(path)).Body;
        Assert.Contains("1 account with $12.00 would be recalled", page);
        Assert.Contains("Undo this file", page);

        var silent = await ines.PostAsync(path + "/undo", ("command", Guid.NewGuid().ToString()), ("reason", ""));
        Assert.Equal(303, silent.Status);
        Assert.Null((await FindAsync(path)).UndoAskedAt);

        Assert.Equal(303, (await ines.PostAsync(path + "/undo", ("command", Guid.NewGuid().ToString()), ("reason", "wrong-file"))).Status);
        for (var i = 0; i < 600 && (await FindAsync(path)).UndoneAt is null; i++) await Task.Delay(50, Ct);
        page = (await ines.GetAsync(path)).Body;
        Assert.Contains("The wrong file was sent. 1 account with $12.00 was recalled.", page);
        Assert.DoesNotContain("Undo this file", page);
        Assert.Equal(200, (await ines.GetAsync(path + "/undo")).Status);
        Assert.Contains(">undone</span>", (await ines.GetAsync("/imports")).Body);
        var account = $"/accounts/{AccountHost.Client}/{Account.IdOf(AccountHost.Client, "PU-1")}";
        Assert.Contains("Taken back: the file that placed it was undone", (await ines.GetAsync(account)).Body);
        Assert.Contains("pu.csv row 2", (await ines.GetAsync($"{account}/proof")).Body);
    }

    [Fact]
    public async Task Only_who_imports_may_and_another_clients_file_is_not_there()
    {
        var path = await LoadAsync(host.As("ines"), "PU-2");
        Assert.Equal(403, (await host.As("maren").PostAsync(path + "/undo", ("reason", "wrong-file"))).Status);
        Assert.Equal(403, (await host.As("maren").GetAsync(path + "/undo")).Status);
        Assert.Equal(400, (await host.As("ines").PostWithoutTokenAsync(path + "/undo")).Status);
        var other = path.Replace("/tilbury/", "/oakmere/", StringComparison.Ordinal) + "/undo";
        Assert.Equal(404, (await host.As("ines").PostAsync(other, ("reason", "wrong-file"))).Status);
        Assert.Equal(404, (await host.As("ines").GetAsync(other)).Status);
    }

    private async Task<string> LoadAsync(Browser ines, string reference)
    {
        var sent = await ines.UploadAsync(
            "/imports", "pu.csv", $"account_ref,customer_ref,name,due_date,balance\n{reference},{reference}-C,Ann Page,2026-09-01,12.00\n",
            ("client", AccountHost.Client), ("kind", "placement"));
        Assert.Equal(303, sent.Status);
        var path = sent.To!;
        Assert.Equal(303, (await ines.PostAsync(path + "/mapping", ("act", "load"), ("amount", "point"), ("date", "yyyy-MM-dd"),
            ("col:account_ref", "account_ref"), ("col:customer_ref", "customer_ref"), ("col:name", "name"), ("col:due_date", "due_date"),
            ("col:balance", "balance"))).Status);
        for (var i = 0; i < 600 && (await FindAsync(path)).State != "loaded"; i++) await Task.Delay(50, Ct);
        Assert.Equal("loaded", (await FindAsync(path)).State);
        return path;
    }

    private async Task<ImportRow> FindAsync(string path) => (await host.Get<ImportDesk>().FindAsync(
        AccountHost.Users["ines"], AccountHost.Client, Guid.Parse(path.Split('/')[^1]), Ct))!;
}
