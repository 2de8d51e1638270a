using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.Tests.Reach;

/// <summary>Who makes contact sees how the person is reached, after a click that is kept; nobody else does.</summary>
public class ContactDetailsTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly Place Albany = new("Albany", "NY", "12207", "US");

    private Task<string> PlaceAsync(string reference) => host.PlaceAsync(
        reference, phones: ["+12125550123", "+15185550188"], emails: [$"{reference.ToLowerInvariant()}@example.com"], street: "14 Mill Lane",
        place: Albany);

    [Fact]
    public async Task A_collector_opens_the_numbers_and_the_look_is_kept()
    {
        var path = await PlaceAsync("D-1");
        var maren = host.As("maren");
        var before = (await maren.GetAsync(path)).Body;
        Assert.Contains("Show numbers and addresses", before);
        Assert.DoesNotContain("212 555", before);
        Assert.DoesNotContain("518 555", before);
        Assert.DoesNotContain("d-1@example.com", before);
        Assert.DoesNotContain("14 Mill Lane", before);

        for (var again = 0; again < 2; again++) Assert.Equal(303, (await maren.PostAsync($"{path}/reach", ("command", $"{Guid.NewGuid()}"))).Status);
        var after = (await maren.GetAsync(path)).Body;
        Assert.Contains("+1 212 555 0123", after);
        Assert.Contains("+1 518 555 0188", after);
        Assert.Contains("d-1@example.com", after);
        Assert.Contains("14 Mill Lane, Albany, NY 12207, US", after);
        Assert.Contains("Every look is kept. Last: Maren K.", after);
        Assert.Equal(1, await host.CountAsync("events.mt_events where type = 'contact_details_shown'"
            + $" and stream_id = '{Person.IdOf(AccountHost.Client, "customer:D-1")}'"));

        // What one opened is not open for the other.
        Assert.DoesNotContain("212 555", (await host.As("tom").GetAsync(path)).Body);
    }

    [Fact]
    public async Task A_role_without_contact_sees_none_of_it_and_the_auditor_sees_who_looked()
    {
        var path = await PlaceAsync("D-2");
        await host.As("maren").PostAsync($"{path}/reach", ("command", $"{Guid.NewGuid()}"));
        foreach (var user in new[] { "priya", "noor" })
        {
            var body = (await host.As(user).GetAsync(path)).Body;
            Assert.Contains("Your role does not.", body);
            Assert.DoesNotContain("212 555", body);
            Assert.DoesNotContain("••", body);
            Assert.Equal(user == "noor", body.Contains("Last: Maren K.", StringComparison.Ordinal));
            Assert.Equal(403, (await host.As(user).PostAsync($"{path}/reach", ("command", $"{Guid.NewGuid()}"))).Status);
        }
    }

    [Fact]
    public async Task Where_nothing_is_known_the_page_says_so()
    {
        var body = (await host.As("maren").GetAsync(await host.PlaceAsync("D-3"))).Body;
        Assert.Contains("No phone number is known.", body);
        Assert.Contains("No e-mail address is known.", body);
        Assert.Contains("No address is known.", body);
        Assert.DoesNotContain("Show numbers and addresses", body);
    }
}
