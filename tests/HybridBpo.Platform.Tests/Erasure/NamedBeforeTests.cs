using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>Somebody whose name the version before kept in another form: where the surname was written first, it counted as the first word.</summary>
public sealed class NamedBeforeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Written = "Played, Ines Maria", Kept = "Played Maria";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Written, ErasureStates.Done)]
    [InlineData("Ines Maria Played", ErasureStates.Done)]
    [InlineData("Ines M. Other", null)]
    [InlineData("Other, Played Maria", null)]
    public async Task Whose_name_is_gone_is_recognised_by_all_of_it_and_by_no_other(string told, string? ends)
    {
        var (services, who) = await PlaceAsync("");
        await using var _ = services;

        var done = await EraseAsync(services, who, told);

        if (ends is null)
            Assert.IsType<NotTheirs>(done.Refusal);
        else
            Assert.Equal((ends, false), (done.Value.State, done.Value.ByHand));
    }

    [Fact]
    public async Task Who_does_not_know_the_name_any_more_ends_it_without_a_proof_and_another_name_is_looked_for_all_the_same()
    {
        var (services, who) = await PlaceAsync("");
        await using var _ = services;

        var done = (await EraseAsync(services, who, "Ines M. Other", Proving.Without)).Value;

        Assert.Equal((ErasureStates.Unproven, true, true, 1), (done.State, done.ByHand, done.Lacks, done.Scan!.Names));
        // What was known is kept until somebody names it.
        Assert.IsType<NotTheirs>((await EraseAsync(services, who, "Ines M. Other")).Refusal);
        Assert.Equal(ErasureStates.Done, (await EraseAsync(services, who, Written)).Value.State);
    }

    [Fact]
    public async Task While_the_name_is_readable_nothing_is_lacking()
    {
        var (services, who) = await PlaceAsync(Written);
        await using var _ = services;
        var people = services.GetRequiredService<ErasePeople>();
        var person = (await people.FindAsync(ErasingProcess.Clara, ErasingProcess.Client, $"{who}", Ct)).Value[0];
        Assert.False((await people.LackingAsync(ErasingProcess.Clara, ErasingProcess.Client, person, Ct)).Any);

        var done = await EraseAsync(services, who, "");

        Assert.Equal((ErasureStates.Done, false), (done.Value.State, done.Value.ByHand));
    }

    private static Task<Result<ErasureProof>> EraseAsync(IServiceProvider services, Guid who, string told, Proving proving = Proving.Must) =>
        services.GetRequiredService<ErasePeople>().EraseAsync(
            ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(told), proving: proving);

    // Begun by the version before, and not ended.
    private async Task<(ServiceProvider Services, Guid Who)> PlaceAsync(string readable)
    {
        var services = TestPlatform.Build(database, (collection, _) => ErasingProcess.Add(collection, ErasingProcess.Nowhere));
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var (who, data) = (Guid.CreateVersion7(), services.GetRequiredService<Database>());
        await services.GetRequiredService<EventStore>().Boxes.SealAsync(ErasingProcess.Client, who, "x"u8.ToArray(), "note", Ct);
        await RunAsync($"create schema if not exists played");
        await RunAsync($"create table if not exists played.people (id uuid, name text, mail text)");
        await RunAsync($"create table if not exists played.notes (person_id uuid, text text)");
        await RunAsync($"insert into played.people values ({who}, {readable}, '')");
        var known = (await services.GetRequiredService<TraceHashes>().ForAsync(ErasingProcess.Client, who, Ct)).Of(
            SubjectTraces.None with { Names = [Kept], References = ["P-1"] });
        await RunAsync($"""
            insert into platform.erasures (client_id, id, subject, what, reason, done_by, state, runner, began_at, beat_at, names, known)
            values ({ErasingProcess.Client}, gen_random_uuid(), {who}, 'x', 'request', 'x', 'erasing', gen_random_uuid(), now(), '-infinity', 1,
              {known})
            """);
        return (services, who);

        Task<int> RunAsync(FormattableString sql) => data.ExecuteAsync(Access.System("test"), sql, Ct);
    }
}
