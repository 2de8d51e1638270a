using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>Before somebody is erased files are read for minutes; others write about them meanwhile.</summary>
public sealed class KnownMeanwhileTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Before = "ines.before@example.com", Since = "ines.since@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_they_are_known_by_since_is_looked_for_and_what_nobody_can_read_since_is_told()
    {
        var who = Guid.CreateVersion7();
        await using var services = TestPlatform.Build(database, (collection, _) =>
        {
            collection.AddEvents(typeof(NameTold));
            ErasingProcess.Add(collection, ErasingProcess.Nowhere);
            collection.AddSingleton<ISubjectEraser>(provider => new Busy(async () =>
            {
                await RunAsync(provider, $"update played.people set mail = {Since} where id = {who}");
                await RunAsync(provider, $"insert into played.left values ({"to " + Since})");
                await provider.AppendOddAsync(ErasingProcess.Client, who, "of_tomorrow", "{}", Ct);
            }));
        });
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var session = services.GetRequiredService<EventStore>().OpenSession(ErasingProcess.Client, Access.System("test"));
        session.Append(who, new NameTold("Ines"));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        await RunAsync(services, $"create schema if not exists played");
        await RunAsync(services, $"create table played.people (id uuid, name text, mail text)");
        await RunAsync(services, $"create table played.notes (person_id uuid, text text)");
        await RunAsync(services, $"create table played.left (text text)");
        await RunAsync(services, $"insert into played.people values ({who}, 'Ines Played', {Before})");

        var proof = (await services.GetRequiredService<ErasePeople>().EraseAsync(
            ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct)).Value;

        Assert.Equal((ErasureStates.Incomplete, 2, 2), (proof.State, proof.Scan!.Mails, proof.Known!.Mails));
        Assert.Equal("played.left.text", Assert.Single(proof.Scan.Hits).Place);
        Assert.Contains("of_tomorrow", Assert.Single(proof.Unreadable!));
        Assert.True(proof.NotAllKnown);
        var known = await services.GetRequiredService<ErasureRuns>().KnownAsync(ErasingProcess.Clara, ErasingProcess.Client, who, Ct);
        Assert.Equal(2, TraceHashes.Count(known, TraceHashes.Mail));
    }

    private static Task<int> RunAsync(IServiceProvider services, FormattableString sql) =>
        services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), sql, Ct);

    private sealed class Busy(Func<Task> meanwhile) : ISubjectEraser
    {
        public async Task<IReadOnlyList<Obstacle>> ObstaclesInFilesAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct)
        {
            await meanwhile();
            return [];
        }
    }
}
