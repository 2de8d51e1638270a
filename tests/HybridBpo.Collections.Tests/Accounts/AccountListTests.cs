using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Accounts;

/// <summary>What the list of accounts says when there is nothing to show, and to whom.</summary>
public class AccountListTests(AccountHost host) : IClassFixture<AccountHost>
{
    private async Task<string> SeesAsync(string user, string query)
    {
        if (await host.CountAsync("collections.accounts") < 51)
            for (var i = 0; i < 51; i++) await host.PlaceAsync($"L-{i:00}");
        return (await host.As(user).GetAsync("/accounts" + query)).Body;
    }

    [Fact]
    public async Task A_page_past_the_end_leads_to_the_last_one()
    {
        var body = await SeesAsync("maren", "?page=999999");
        Assert.Contains("There are only 2 pages", body);
        Assert.Contains("page=2", body);
        Assert.DoesNotContain("/imports", body);
        Assert.Contains("51–51 of 51", await SeesAsync("maren", "?page=2"));
    }

    [Fact]
    public async Task A_search_without_a_hit_says_what_was_looked_for()
    {
        var body = await SeesAsync("maren", "?q=Zanzibar");
        Assert.Contains("No account fits “Zanzibar”", body);
        Assert.DoesNotContain("/imports", body);
        Assert.Contains("No account fits “Disputed”", await SeesAsync("maren", "?filter=disputed"));
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_told_and_nothing_is_looked_for()
    {
        var text = new string('x', 3_000);
        var body = await SeesAsync("maren", $"?q={text}");
        Assert.Contains("That is too long to look for", body);
        Assert.DoesNotContain("L-00", body);
        Assert.Equal(422, (await host.As("maren").GetAsync($"/accounts/export.csv?q={text}")).Status);
    }

    [Fact]
    public async Task A_column_that_nobody_may_read_is_not_there_and_imports_are_offered_to_those_who_load_them()
    {
        var body = await SeesAsync("maren", "");
        Assert.DoesNotContain("<th>Machine</th>", body);
        Assert.Contains("<th>State</th>", body);
        await using var empty = new AccountHost();
        await empty.InitializeAsync();
        Assert.Contains("No open accounts", (await empty.As("maren").GetAsync("/accounts")).Body);
        Assert.DoesNotContain("Go to imports", (await empty.As("maren").GetAsync("/accounts")).Body);
        Assert.Contains("Go to imports", (await empty.As("ines").GetAsync("/accounts")).Body);
    }
}
