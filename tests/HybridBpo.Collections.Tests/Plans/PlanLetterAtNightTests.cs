namespace HybridBpo.Collections.Tests.Plans;

public class PlanLetterAtNightTests(House house) : IClassFixture<House>
{
    private readonly PlanDesk desk = new(house);

    [Fact]
    public async Task At_night_it_waits_for_the_morning_and_says_when()
    {
        var account = await desk.PlacedAsync("PL-2", "100.00");
        await desk.AttestAsync();
        house.Clock.Advance(TimeSpan.FromHours(10));
        await desk.OfferedAsync(account, 5000, 2);
        await house.RelayAsync(async () => await desk.LetterAsync(account) is not null);
        var letter = (await desk.LetterAsync(account))!;
        Assert.Equal(("planned", 8), (letter.State, letter.NextAt!.Value.ToOffset(TimeSpan.FromHours(-4)).Hour));
        var blocked = Assert.Single(await desk.TimelineAsync(account), e => e.Kind == "blocked");
        Assert.Matches(@"TIME · 12 CFR 1006\.6\(b\)\(1\) · next possible \w{3} \d+ Oct 08:00 EDT$", blocked.Detail);
    }
}
