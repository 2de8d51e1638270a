using HybridBpo.Events;

namespace HybridBpo.Platform.Tests;

/// <summary>An erasure that was begun and given up is ended by a person, and never by a restore.</summary>
public sealed class BegunErasureTests
{
    private static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), [BackupHouse.Client], [Roles.Compliance]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restore_names_it_and_leaves_the_person_as_they_are_until_somebody_ends_it()
    {
        await using var house = await BackupHouse.StartAsync();
        var module = new Module();
        house.Eraser = module;
        await house.LeaveAsync();
        var emil = await house.TellAsync("Emil Half");
        Assert.NotNull((await house.BackUpAsync()).Value);
        module.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => house.Get<ErasePeople>().EraseAsync(Clara, BackupHouse.Client, emil, "request", Ct));
        Assert.True(Assert.Single(house.Get<ErasureList>().Read()).IsOpen);
        // What is left may not be held any more: it would be a half.
        var refused = Assert.IsType<ErasureNotEnded>(
            (await house.Get<ErasePeople>().PlaceHoldAsync(Clara, BackupHouse.Client, emil, "Docket 7", Ct)).Refusal);
        Assert.Contains("End the erasure", refused.Message);

        for (var times = 0; times < 2; times++)
        {
            var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;
            Assert.Equal(0, report.Erased);
            Assert.Contains($"{emil} of {BackupHouse.Client} was begun on", Assert.Single(report.Warnings, words => words.Contains("never ended")));
            Assert.Equal("Emil Half", await house.NameOfAsync(emil));
        }
        // In what was restored they are whole: a hold keeps them, and the next restore leaves them too.
        Assert.Null((await house.Get<ErasePeople>().PlaceHoldAsync(Clara, BackupHouse.Client, emil, "Docket 7", Ct)).Refusal);
        Assert.Null((await house.Get<ErasePeople>().LiftHoldAsync(Clara, BackupHouse.Client, emil, "Docket 7", Ct)).Refusal);

        module.Fails = false;
        Assert.Null((await house.Get<ErasePeople>().EraseAsync(Clara, BackupHouse.Client, emil, "request", Ct)).Refusal);
        var ended = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;
        Assert.Equal(1, ended.Erased);
        Assert.DoesNotContain(ended.Warnings, words => words.Contains("never ended"));
        Assert.Null(await house.NameOfAsync(emil));
    }

    [Fact]
    public async Task What_a_version_before_listed_counts_as_ended()
    {
        await using var house = await BackupHouse.StartAsync();
        var emil = await house.TellAsync("Emil Old");
        Assert.NotNull((await house.BackUpAsync()).Value);
        await File.WriteAllTextAsync(Path.Combine(house.Folder, ErasureList.FileName), $$"""
            {"at":"2026-10-01T10:00:00+00:00","client":"{{BackupHouse.Client}}","subject":"{{emil}}","person":true,"keys":[]}

            """, Ct);
        Assert.Equal(1, (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value.Erased);
        Assert.Null(await house.NameOfAsync(emil));
    }

    [Theory]
    [InlineData("erasing", false, 0)]
    // Everything was erased, and the host died while it looked through it all.
    [InlineData("scanning", false, 1)]
    // The same, of which nothing but the destroyed keys tells.
    [InlineData(null, true, 1)]
    public async Task What_another_host_began_is_known_from_the_database_that_is_replaced(string? state, bool keysGone, int erased)
    {
        await using var house = await BackupHouse.StartAsync();
        var emil = await house.TellAsync("Emil Elsewhere");
        Assert.NotNull((await house.BackUpAsync()).Value);
        if (state is not null)
            await house.ExecuteAsync($"""
                insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at)
                values ('{BackupHouse.Client}', gen_random_uuid(), '{emil}', 'Person', 'request', 'x', '{state}', gen_random_uuid(), now())
                """);
        if (keysGone)
            await house.Get<EventStore>().EraseSubjectAsync(BackupHouse.Client, emil, Ct);

        var report = (await house.RestoreAsync(BackupHouse.From(house.File, replace: true))).Value;

        Assert.Equal((erased, 1 - erased), (report.Erased, report.Warnings.Count(words => words.Contains("never ended"))));
        Assert.Equal(erased == 0 ? "Emil Elsewhere" : null, await house.NameOfAsync(emil));
    }

    private sealed class Module : ISubjectEraser
    {
        public bool Fails { get; set; }

        public Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<SubjectFound>>(
                Guid.TryParse(text, out var id) ? [new SubjectFound(id, "P-1", "Person P-1", "played")] : []);

        public Task EraseAsync(string client, Guid subject, CancellationToken ct) =>
            Fails ? throw new InvalidOperationException("played") : Task.CompletedTask;
    }
}
