using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>Many in doubt are resolved by one word: just those that were shown, and each by itself.</summary>
public sealed class SettleTogetherTests : IAsyncLifetime
{
    private const string Reason = "The mail server was down that night.";

    private readonly Letters letters = new("");
    private DeliveryHosts hosts = null!;
    private ServiceProvider host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private StuckWork Stuck => host.GetRequiredService<StuckWork>();

    private SettleTogether Together => host.GetRequiredService<SettleTogether>();

    [Fact]
    public async Task Those_of_which_nothing_is_said_are_one_group_however_nothing_was_written()
    {
        await AddAsync(3, "null");
        await AddAsync(2, "'{}'");
        await AddAsync(1, "'{\"words\":\"\"}'");
        await AddAsync(1, "'{\"words\":null}'");
        var group = Assert.Single(await Stuck.UnknownAsync(DeliveryHosts.Supervisor, Ct));
        Assert.Equal(("", 7), (group.Words, group.Count));
        Assert.Equal(7, (await MarkAsync(group)).Value.Done);
        Assert.Empty(await Stuck.UnknownAsync(DeliveryHosts.Supervisor, Ct));
    }

    [Fact]
    public async Task One_whose_end_cannot_be_recorded_is_named_with_why_and_the_others_are_resolved()
    {
        var ids = await AddAsync(5);
        var (broken, strange) = (ids[1], ids[3]);
        letters.WhileConfirming = delivery => delivery.Id == broken ? throw new InvalidDataException("Dora Quist") : Task.CompletedTask;
        await hosts.ExecuteAsync($"update platform.deliveries set source = 'gone' where id = {strange}");

        var settled = (await MarkAsync(await OneAsync())).Value;

        Assert.Equal(3, settled.Done);
        Assert.Equal([broken, strange], settled.Others.Select(other => other.Delivery));
        Assert.Contains("InvalidDataException", settled.Others[0].Why);
        Assert.DoesNotContain("Dora", settled.Others[0].Why);
        Assert.Contains("No part of this version made it (“gone”)", settled.Others[1].Why);
        Assert.Equal(2, (await OneAsync()).Count);
    }

    [Fact]
    public async Task What_came_to_be_in_doubt_after_it_was_shown_is_not_resolved_by_a_word_about_the_others()
    {
        await AddAsync(2);
        var group = await OneAsync();
        var shown = await ShowAsync(group);
        // Later, and also one whose row says an earlier instant but came to be seen only now.
        var later = await AddAsync(1);
        Assert.Equal(2, (await ShowAsync(group)).Count);
        var slow = await AddAsync(1, at: "clock_timestamp() - interval '1 hour'");
        Assert.IsType<ChangedMeanwhile>((await MarkAsync(group, shown)).Refusal);
        // Nor when the form names another instant than was shown.
        Assert.IsType<ChangedMeanwhile>((await MarkAsync(group, shown with { Latest = DateTimeOffset.MaxValue })).Refusal);
        Assert.Equal(4, (await OneAsync()).Count);
        Assert.Equal(3, (await MarkAsync(group)).Value.Done);
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(later[0])).State);
        Assert.Equal(DeliveryStates.Failed, (await hosts.FindAsync(slow[0])).State);
    }

    [Fact]
    public async Task Of_more_than_can_be_resolved_at_once_the_earliest_are_shown_and_just_these_are_resolved()
    {
        await AddAsync(SettleTogether.Most + 20);
        var group = await OneAsync();
        var shown = await ShowAsync(group);
        Assert.Equal((SettleTogether.Most, true), (shown.Count, shown.More));
        Assert.True(shown.Latest < group.Latest);
        var earliest = await Stuck.UnknownOfAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, group.Cause, shown.Latest, 200, Ct);
        Assert.All(earliest, row => Assert.True(row.ChangedAt <= shown.Latest));
        Assert.Equal(SettleTogether.Most, (await MarkAsync(group, shown)).Value.Done);
        Assert.Equal(20, (await OneAsync()).Count);
    }

    public async ValueTask InitializeAsync()
    {
        hosts = await DeliveryHosts.StartAsync();
        host = await hosts.AddHostAsync(letters);
    }

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    private async Task<UnknownDeliveries> OneAsync() => Assert.Single(await Stuck.UnknownAsync(DeliveryHosts.Supervisor, Ct));

    private Task<TogetherShown> ShowAsync(UnknownDeliveries group) =>
        Together.ShowAsync(DeliveryHosts.Supervisor, group.ClientId, group.Cause, group.Latest, Ct);

    private async Task<Result<SettledTogether>> MarkAsync(UnknownDeliveries group, TogetherShown? seen = null)
    {
        var shown = seen ?? await ShowAsync(group);
        return await Together.MarkAsync(
            DeliveryHosts.Supervisor, group.ClientId, group.Cause, (shown.Latest, shown.Print), left: false, Reason, Ct);
    }

    private async Task<IReadOnlyList<Guid>> AddAsync(int count, string reason = "'{\"words\":\"lost\"}'", string at = "clock_timestamp()")
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        await hosts.ExecuteAsync($"""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at, state, reason, changed_at)
            select {DeliveryHosts.Client}, id, 'letters', 'email', 'reminder', id, jsonb_build_object(), now(), 'unknown',
              {Sql.Raw(reason)}::jsonb, {Sql.Raw(at)} + n * interval '1 microsecond'
            from unnest({ids}) with ordinality as many(id, n)
            """);
        return ids;
    }
}
