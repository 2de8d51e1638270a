using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Reach;

/// <summary>A call that took place is recorded, counts at once, and says when it was made against a rule.</summary>
public class RecordCallTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    private async Task<string> PlaceAsync(string reference, string? person = null)
    {
        await host.AttestAsync();
        return await host.PlaceAsync(reference, person, phones: ["+12125550123"]);
    }

    /// <summary>A moment as the form takes it: the clock of the person's zone.</summary>
    private static string Clock(double minutesAgo) => TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo), NewYork)
        .ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private Task<Answer> CallAsync(
        string path, string outcome, string? at = null, string direction = "out", string? number = null, Guid? command = null,
        params string[] debts) => host.As("maren").PostAsync($"{path}/call",
        [("command", $"{command ?? Guid.NewGuid()}"), ("at", at ?? Clock(2)), ("direction", direction), ("outcome", outcome),
            ("number", number ?? ""), ("said", "Rang twice."), .. (debts.Length == 0 ? [AccountHost.Id(path)] : debts).Select(d => ("debts", d))]);

    [Fact]
    public async Task A_call_counts_at_once_and_stands_on_the_timeline_and_a_second_click_adds_nothing()
    {
        var path = await PlaceAsync("C-1");
        Assert.Contains("0 of 7 used", (await host.As("maren").GetAsync(path)).Body);
        var command = Guid.NewGuid();
        for (var again = 0; again < 2; again++) Assert.Equal(303, (await CallAsync(path, CallOutcomes.NoAnswer, command: command)).Status);
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("1 of 7 used", body);
        Assert.Contains("Called; no answer, Maren K.", body);
        Assert.Contains("Rang twice.", body);
    }

    [Fact]
    public async Task A_talk_closes_the_way_for_seven_days_for_each_debt_that_was_talked_about_and_no_other()
    {
        var one = await PlaceAsync("C-2", "C-2");
        var two = await PlaceAsync("C-3", "C-2");
        var three = await PlaceAsync("C-4", "C-2");
        await CallAsync(one, CallOutcomes.RightParty, debts: [AccountHost.Id(one), AccountHost.Id(two)]);
        foreach (var path in new[] { one, two })
            Assert.Contains("We talked about this debt, so no calls for 7 days. CALL-TALK", (await host.As("tom").GetAsync(path)).Body);
        Assert.DoesNotContain("We talked about this debt", (await host.As("tom").GetAsync(three)).Body);
        Assert.Contains("not before", (await host.As("tom").GetAsync(one)).Body);
    }

    [Fact]
    public async Task A_call_against_a_rule_is_recorded_and_says_so()
    {
        var path = await PlaceAsync("C-5");
        await CallAsync(path, CallOutcomes.RightParty, Clock(60));
        Assert.Equal(303, (await CallAsync(path, CallOutcomes.Voicemail, Clock(2))).Status);
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Matches("Called; voicemail, Maren K. · made against the rules? [A-Z0-9, -]*CALL-TALK", body);
        Assert.DoesNotMatch("Called and talked, Maren K. · made against the rules? [A-Z0-9, -]*CALL-TALK", body);
        Assert.Contains("2 of 7 used", body);
    }

    [Fact]
    public async Task A_call_that_came_in_is_no_call_of_ours_but_a_talk_all_the_same()
    {
        var path = await PlaceAsync("C-6");
        await CallAsync(path, CallOutcomes.RightParty, direction: "in");
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("Called us, Maren K.", body);
        Assert.Contains("0 of 7 used", body);
        Assert.Contains("We talked about this debt", body);
        Assert.DoesNotContain("made against", body);
    }

    [Fact]
    public async Task A_wrong_number_is_not_offered_again_until_somebody_talks_with_the_person_there()
    {
        var path = await PlaceAsync("C-7");
        var number = $"{AddressRow.IdOf(AccountHost.Client, Person.IdOf(AccountHost.Client, "customer:C-7"), "phone", "+12125550123")}";
        await CallAsync(path, CallOutcomes.WrongNumber, Clock(5), number: number);
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("wrong number", body);
        Assert.Contains("Under this number the person is not reached", body);
        Assert.DoesNotContain($"value=\"{number}\" selected", body);
        await CallAsync(path, CallOutcomes.RightParty, Clock(2), number: number);
        Assert.DoesNotContain("Under this number the person is not reached", (await host.As("maren").GetAsync(path)).Body);
    }

    [Theory]
    [InlineData(CallOutcomes.NoAnswer, -30, "out", "its time lies in the future")]
    [InlineData(CallOutcomes.NoAnswer, 60 * 24 * 91, "out", "more than 90 days old")]
    [InlineData("nothing", 2, "out", "Say what came of the call.")]
    [InlineData(CallOutcomes.NoAnswer, 2, "in", "They called us")]
    [InlineData(CallOutcomes.WrongNumber, 2, "out", "Say which number is wrong")]
    public async Task What_cannot_be_a_call_is_refused_and_what_was_typed_stays(string outcome, int minutesAgo, string direction, string words)
    {
        var path = await PlaceAsync($"C-{outcome}{minutesAgo}{direction}");
        var answer = await CallAsync(path, outcome, Clock(minutesAgo), direction);
        Assert.Equal(422, answer.Status);
        Assert.Contains(words, answer.Body);
        Assert.Contains("value=\"Rang twice.\"", answer.Body);
        Assert.Contains("0 of 7 used", (await host.As("maren").GetAsync(path)).Body);
    }

    [Fact]
    public async Task The_debts_that_were_ticked_stay_ticked_when_it_is_refused()
    {
        var one = await PlaceAsync("C-10", "C-10");
        var (two, three) = (AccountHost.Id(await PlaceAsync("C-11", "C-10")), AccountHost.Id(await PlaceAsync("C-12", "C-10")));
        var body = (await CallAsync(one, CallOutcomes.NoAnswer, Clock(-30), debts: [two, three])).Body;
        Assert.Equal([two, three], new[] { AccountHost.Id(one), two, three }
            .Where(id => body.Contains($"value=\"{id}\" checked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_call_needs_a_time_and_one_of_the_person_s_own_debts()
    {
        var (path, other) = (await PlaceAsync("C-8"), await PlaceAsync("C-9"));
        foreach (var at in new[] { "yesterday", "9999-12-31T23:59", "0001-01-01T00:00" })
            Assert.Contains("Give the day and time of the call.", (await CallAsync(path, CallOutcomes.NoAnswer, at)).Body);
        Assert.Contains("Say which debt", (await CallAsync(path, CallOutcomes.NoAnswer, debts: [AccountHost.Id(other)])).Body);
        Assert.Equal(403, (await host.As("noor").PostAsync($"{path}/call", ("command", $"{Guid.NewGuid()}"))).Status);
    }
}
