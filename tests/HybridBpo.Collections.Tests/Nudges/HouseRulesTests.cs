using HybridBpo.Collections.Nudges.HouseRules;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>A rule of the house is switched off for one client by two people, and on again by one; law is not.</summary>
public class HouseRulesTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static DateOnly TodayThere => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(),
        TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).DateTime);

    private Task<Answer> SwitchAsync(string user, string rule, string to, DateOnly? from = null, string why = "The client wants it so.") =>
        host.As(user).PostAsync($"/rules/{AccountHost.Client}/{rule}", ("command", $"{Guid.NewGuid()}"), ("to", to),
            ("from", $"{from ?? TodayThere:yyyy-MM-dd}"), ("why", why));

    private async Task<Answer> AnswerAsync(string user, string answer)
    {
        var asked = (await host.Get<RuleSwitches>().ListAsync(AccountHost.Users["ines"], AccountHost.Client, TestContext.Current.CancellationToken))
            .First(s => s.State == "asked");
        return await host.As(user).PostAsync($"/rules/{AccountHost.Client}/asked/{asked.Id}", ("command", $"{Guid.NewGuid()}"), ("answer", answer));
    }

    private async Task<IReadOnlyList<string>> OffAsync()
    {
        var (ines, ct) = (AccountHost.Users["ines"], TestContext.Current.CancellationToken);
        return await host.Get<RuleSwitches>().OffAsync(ines, (await host.Get<Clients>().GetAsync(ines, AccountHost.Client, ct))!, ct);
    }

    private async Task<string> PromisedAsync(string reference)
    {
        await host.AttestAsync();
        var path = await host.PlaceAsync(reference, phones: ["+12125550123"], emails: [$"{reference}@example.com"]);
        await host.AppendAsync(path, new PromiseMade(Person.IdOf(AccountHost.Client, "customer:" + reference), Guid.NewGuid(), 4_000, "USD",
            Today.AddDays(20), "maren"));
        return path;
    }

    [Fact]
    public async Task Two_people_switch_a_rule_off_and_one_switches_it_on_again()
    {
        var path = await PromisedAsync("R-1");
        Task<string> PageAsync() => host.As("maren").GetAsync(path).ContinueWith(a => a.Result.Body, TaskScheduler.Default);
        Assert.Contains("PROMISE", await PageAsync());

        Assert.Equal(303, (await SwitchAsync("ines", "PROMISE", "off")).Status);
        Assert.Contains("PROMISE", await PageAsync());
        Assert.Contains("Ines D. asks to switch it off", (await host.As("omar").GetAsync("/rules?client=tilbury")).Body);
        Assert.Equal(403, (await AnswerAsync("ines", "confirm")).Status);
        Assert.Contains("PROMISE", await PageAsync());

        Assert.Equal(303, (await AnswerAsync("omar", "confirm")).Status);
        Assert.DoesNotContain("PROMISE", await PageAsync());
        var rules = (await host.As("ines").GetAsync("/rules?client=tilbury")).Body;
        Assert.Contains("Ines D. asked, Omar R. confirmed.", rules);
        Assert.Contains("The client wants it so.", rules);
        Assert.DoesNotContain("confirmed.", (await host.As("ines").GetAsync("/rules?client=oakmere")).Body);

        Assert.Equal(303, (await SwitchAsync("ines", "PROMISE", "on")).Status);
        Assert.Contains("PROMISE", await PageAsync());
        Assert.Equal(409, (await SwitchAsync("ines", "PROMISE", "on")).Status);
    }

    [Fact]
    public async Task What_was_declined_and_what_comes_later_changes_nothing_today()
    {
        var path = await PromisedAsync("R-2");
        await SwitchAsync("ines", "HOUSE-CAP", "off", TodayThere.AddDays(30));
        Assert.Equal(409, (await SwitchAsync("omar", "HOUSE-CAP", "off")).Status);
        await AnswerAsync("omar", "decline");
        Assert.Contains("Omar R. declined.", (await host.As("ines").GetAsync("/rules?client=tilbury")).Body);
        await SwitchAsync("ines", "HOUSE-CAP", "off", TodayThere.AddDays(30));
        Assert.Equal(303, (await AnswerAsync("omar", "confirm")).Status);
        Assert.DoesNotContain("HOUSE-CAP", await OffAsync());
    }

    [Fact]
    public async Task One_supervisor_brings_forward_the_day_from_which_a_rule_is_on_again()
    {
        await SwitchAsync("ines", "PROMISE", "off");
        Assert.Equal(303, (await AnswerAsync("omar", "confirm")).Status);
        Assert.Equal(303, (await SwitchAsync("ines", "PROMISE", "on", TodayThere.AddDays(300))).Status);
        Assert.Contains("PROMISE", await OffAsync());
        Assert.Contains("Switch on sooner…", (await host.As("omar").GetAsync("/rules?client=tilbury")).Body);
        Assert.Equal(409, (await SwitchAsync("omar", "PROMISE", "on", TodayThere.AddDays(301))).Status);
        Assert.Equal(409, (await SwitchAsync("omar", "PROMISE", "on", TodayThere.AddDays(300))).Status);
        Assert.Equal(303, (await SwitchAsync("omar", "PROMISE", "on")).Status);
        Assert.DoesNotContain("PROMISE", await OffAsync());
        Assert.DoesNotContain("Switch on sooner…", (await host.As("omar").GetAsync("/rules?client=tilbury")).Body);
    }

    [Theory]
    [InlineData("TIME", 0, "The client wants it so.", "law is not switched off")]
    [InlineData("CALL-7", 0, "The client wants it so.", "law is not switched off")]
    [InlineData("PROMISE", 0, " ", "Say why")]
    [InlineData("PROMISE", -2, "Since last week.", "within the next 365 days")]
    [InlineData("PROMISE", 900, "In three years.", "within the next 365 days")]
    public async Task What_cannot_be_switched_is_refused_with_its_reason(string rule, int days, string why, string words)
    {
        var answer = await SwitchAsync("omar", rule, "off", TodayThere.AddDays(days), why);
        Assert.Equal(422, answer.Status);
        Assert.Contains(words, answer.Body);
        Assert.Equal(403, (await SwitchAsync("maren", rule, "off")).Status);
    }
}
