using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>A bank statement by page: looked at, booked, undone.</summary>
public class StatementPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Text(string reference) => ":20:A\n:25:DE1\n:60F:C260901USD10,00\n:61:2609020902C25,00NTRFNONREF//" + reference
        + "\n:86:166?00X?20" + reference
        + "\n:61:2609020902C3,00NTRFNONREF//Z" + reference + "\n:86:166?00X?20<b>who</b>?32CARL\n:62F:C260902USD38,00\n-\n";

    [Fact]
    public async Task The_check_says_what_would_be_booked_and_booking_and_undoing_say_what_was()
    {
        await host.PlaceAsync("PG-1001");
        var ines = host.As("ines");
        var (path, before) = (await SendAsync(ines, "PG-1001"), await BalanceAsync("PG-1001"));
        var check = (await ines.GetAsync(path)).Body;
        Assert.Contains("Book 1 payment", check);
        Assert.Contains("by the account’s reference", check);
        Assert.Contains("no account fits by reference, or by amount and name", check);
        Assert.Contains("nothing is booked yet", check);
        Assert.Contains(">yes</span>", check);
        Assert.Contains("$10.00", check);
        Assert.Contains("CARL", check);
        Assert.Equal(before, await BalanceAsync("PG-1001"));

        Assert.Equal(303, (await ines.PostAsync(path + "/book")).Status);
        await LoadedAsync(path);
        var done = (await ines.GetAsync(path)).Body;
        Assert.Contains("1 booked, 1 not assigned", done);
        Assert.Contains("1 booking on 1 account would get the opposite", done);
        Assert.Equal(before - 2_500, await BalanceAsync("PG-1001"));
        var account = $"/accounts/{AccountHost.Client}/{Account.IdOf(AccountHost.Client, "PG-1001")}";
        Assert.Contains("pg.sta entry 1", (await ines.GetAsync($"{account}/proof")).Body);

        Assert.Equal(303, (await ines.PostAsync(path + "/undo")).Status);
        Assert.Contains("every booking got its opposite", (await ines.GetAsync(path)).Body);
        Assert.Contains(">undone</span>", (await ines.GetAsync("/imports")).Body);
        Assert.Equal(before, await BalanceAsync("PG-1001"));
    }

    [Fact]
    public async Task A_payment_that_a_list_booked_stands_on_the_page_and_a_person_may_say_that_they_are_two()
    {
        await host.PlaceAsync("PG-3003");
        var ines = host.As("ines");
        var sent = await ines.UploadAsync(
            "/imports", "list.csv", "account_ref,transaction_ref,type,amount,processed_at\nPG-3003,P-1,payment,25.00,2026-09-01\n",
            ("client", AccountHost.Client), ("kind", "transactions"));
        Assert.Equal(303, (await ines.PostAsync(sent.To! + "/mapping", ("act", "load"), ("amount", "point"), ("date", "yyyy-MM-dd"),
            ("col:account_ref", "account_ref"), ("col:transaction_ref", "transaction_ref"), ("col:type", "type"), ("col:amount", "amount"),
            ("col:processed_at", "processed_at"))).Status);
        await LoadedAsync(sent.To!);
        var (path, before) = (await SendAsync(ines, "PG-3003"), await BalanceAsync("PG-3003"));
        Assert.Contains("booked already by a transactions file", (await ines.GetAsync(path)).Body);
        Assert.Equal(303, (await ines.PostAsync(path + "/book")).Status);
        await LoadedAsync(path);
        var page = (await ines.GetAsync(path)).Body;
        Assert.Contains("list.csv row 2", page);
        Assert.Contains("These are two payments", page);
        Assert.Equal(before, await BalanceAsync("PG-3003"));
        var proof = $"/accounts/{AccountHost.Client}/{Account.IdOf(AccountHost.Client, "PG-3003")}/proof";
        Assert.Contains("list.csv row 2, also pg.sta entry 1", (await ines.GetAsync(proof)).Body);
        Assert.Contains(",pg.sta entry 1", (await ines.GetAsync(proof + ".csv")).Body);

        Assert.Equal(403, (await host.As("maren").PostAsync(path + "/twice/1")).Status);
        Assert.Equal(400, (await ines.PostWithoutTokenAsync(path + "/twice/1")).Status);
        Assert.Equal(404, (await ines.PostAsync(path.Replace("/tilbury/", "/oakmere/", StringComparison.Ordinal) + "/twice/1")).Status);
        Assert.Equal(303, (await ines.PostAsync(path + "/twice/1")).Status);
        Assert.Equal(303, (await ines.PostAsync(path + "/twice/1")).Status);
        Assert.Equal(before - 2_500, await BalanceAsync("PG-3003"));
        Assert.DoesNotContain("These are two payments", (await ines.GetAsync(path)).Body);
    }

    [Fact]
    public async Task Only_who_imports_may_and_another_clients_file_is_not_there()
    {
        var path = await SendAsync(host.As("ines"), "PG-2002");
        foreach (var act in new[] { "/book", "/undo" })
        {
            Assert.Equal(403, (await host.As("maren").PostAsync(path + act)).Status);
            Assert.Equal(400, (await host.As("ines").PostWithoutTokenAsync(path + act)).Status);
            Assert.Equal(404, (await host.As("ines").PostAsync(path.Replace("/tilbury/", "/oakmere/", StringComparison.Ordinal) + act)).Status);
        }

        var refused = await host.As("ines").UploadAsync("/imports", "x.csv", "a,b\n1,2\n", ("client", AccountHost.Client), ("kind", "statement"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("ask the bank for the statement in one of them", refused.Body);
    }

    private static async Task<string> SendAsync(Browser ines, string reference)
    {
        var sent = await ines.UploadAsync("/imports", "pg.sta", Text(reference), ("client", AccountHost.Client), ("kind", "statement"));
        Assert.Equal(303, sent.Status);
        return sent.To!;
    }

    private async Task LoadedAsync(string path)
    {
        var id = Guid.Parse(path.Split('/')[^1]);
        for (var i = 0; i < 600; i++)
        {
            if ((await host.Get<ImportDesk>().FindAsync(AccountHost.Users["ines"], AccountHost.Client, id, Ct))!.State == "loaded") return;
            await Task.Delay(50, Ct);
        }

        Assert.Fail("It was not loaded within half a minute.");
    }

    private async Task<long> BalanceAsync(string reference) => (await host.Get<Collections.Accounts.AccountBook>().FindAsync(
        AccountHost.Users["ines"], AccountHost.Client, Account.IdOf(AccountHost.Client, reference), Ct))!.BalanceMinor;
}
