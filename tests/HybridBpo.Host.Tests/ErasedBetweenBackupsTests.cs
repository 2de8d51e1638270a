using HybridBpo.Events;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>People of every module, erased after a backup was taken of which only the keys of a later one are left.</summary>
public sealed class ErasedBetweenBackupsTests : IAsyncLifetime
{
    private const string Client = "fernbrook";

    private static readonly Guid Requisition = Guid.CreateVersion7();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hybridbpo-between-");

    private readonly TestDatabase database = new(), other = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await other.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await other.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_debtor_and_a_candidate_with_open_cases_are_erased_again_and_everybody_else_is_there()
    {
        var (debtor, candidate, stays, first, second) = (
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Path.Combine(folder.FullName, "1.bak"),
            Path.Combine(folder.FullName, "2.bak"));
        var cases = new Dictionary<Guid, Guid> { [debtor] = Guid.CreateVersion7(), [candidate] = Guid.CreateVersion7() };
        await using (var app = Build(database))
        {
            var services = app.Services;
            await services.AddClientAsync(Client, Ct);
            foreach (var who in new[] { debtor, stays })
            {
                await AppendAsync(services, who, who, "person_registered");
                await services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
                    insert into collections.persons (client_id, id, person_key, name) values ({Client}, {who}, {$"customer:{who}"}, {Words(who)})
                    """, Ct);
            }
            await services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
                insert into hro.requisitions (client_id, requisition_id, reference, title, state, opened_by, opened_at)
                values ({Client}, {Requisition}, 'R-1', 'Claims handler', 'open', 'x', now())
                """, Ct);
            await AppendAsync(services, candidate, candidate, "candidate_applied", "resume_received", "resume_read");
            foreach (var (who, about) in cases)
                await AppendAsync(services, about, who, "case_opened");
            await services.AppendOddAsync(Client, cases[debtor], "judgement_recorded", ct: Ct);
            // Of a kind whose copies are looked for by its fields: it has none.
            await services.AppendOddAsync(Client, cases[debtor], "case_opened", ct: Ct);
            await BackUpAsync(services, first);
            foreach (var who in cases.Keys)
                await services.GetRequiredService<Platform.Erasure>().EraseAsync(Client, who, Ct);
            await BackUpAsync(services, second);
        }
        // As README says: only the latest keys are kept.
        File.Delete($"{first}.keys");

        var restoring = new RestoringHost(Composition.Schemas, async (filling, work) =>
        {
            await using var app = Build(other, filling);
            await work(app.Services);
        }, _ => Task.FromResult(0));
        var restored = await new RestoreBackup(Configuration(other), restoring).RunAsync(
            new RestoreOrder(first, $"{second}.keys", [], [], Replace: true), () => DatabaseServer.OpenAsync(Configuration(other), Ct),
            new Progress<string>(), Ct);

        Assert.Null(restored.Refusal);
        Assert.Equal(2, restored.Value.Erased);
        Assert.Contains(restored.Value.Warnings, said => said.StartsWith($"Event 2 of stream {cases[debtor]}", StringComparison.Ordinal));
        await using var host = Build(other);
        var store = host.Services.GetRequiredService<EventStore>();
        Assert.Equal([Words(stays)], await SaidAsync(store, stays));
        foreach (var (who, about) in cases)
        {
            Assert.True(await store.IsClosedAsync(Client, who, Ct));
            Assert.All([.. await SaidAsync(store, who), .. await SaidAsync(store, about)], Assert.Null);
            Assert.Equal("case_withdrawn", (await store.FetchReadableAsync(Client, about, Ct)).Events[^1].Type);
        }
        Assert.Equal("debtor_erased", (await store.FetchStreamAsync(Client, debtor, ct: Ct))[^1].Type);
        Assert.Equal("subject_erased", (await store.FetchStreamAsync(Client, candidate, ct: Ct))[^1].Type);
        Assert.Equal([Words(stays)], await host.Services.GetRequiredService<Database>().QueryAsync<string>(
            Access.System("test"),
            $"select name from collections.persons where name <> '' union all select title from inbox.cases where title <> ''", Ct));
        // By whom they were known is gone with them: a typing error in the first look is told as what it may be.
        var looked = (await host.Services.GetRequiredService<ErasePeople>().EraseAsync(
            Access.System("test"), Client, candidate, "request", Ct, told: SubjectTraces.Told("ann@exmaple.org"))).Value;
        Assert.Equal((0, true), (looked.Scan!.Hits.Count, looked.ByHand));
        Assert.Contains("NAMED BY HAND", Cli.ErasureText.Of(looked));
    }

    // Also a case's form is read from it.
    private static string Words(Guid who) => $$"""{"planted":"{{who:N}}"}""";

    private static async Task AppendAsync(IServiceProvider services, Guid stream, Guid subject, params string[] kinds)
    {
        var store = services.GetRequiredService<EventStore>();
        var session = store.OpenSession(Client, Access.System("test"));
        session.Append(stream, [.. kinds.Select(alias => PlantedEvents.Make(
            store.Kinds.Single(kind => kind.Alias == alias), stream, subject, Words(subject), TimeProvider.System.GetUtcNow(),
            ("Requisition", Requisition)))]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    // What the personal fields of a stream say.
    private static async Task<IReadOnlyList<string?>> SaidAsync(EventStore store, Guid stream) =>
        [.. (await store.FetchReadableAsync(Client, stream, Ct)).Events.SelectMany(e =>
            PlantedEvents.WordsOf(store.Kinds.Single(kind => kind.Alias == e.Type), e.Data))];

    private async Task BackUpAsync(IServiceProvider services, string file) => Assert.Null((await services.GetRequiredService<TakeBackup>().RunAsync(
        database.ConnectionString, file, null, Composition.Schemas, null, Ct)).Refusal);

    private Dictionary<string, string?> Settings(TestDatabase at) =>
        new() { ["HYBRIDBPO_DATA"] = folder.FullName, ["ConnectionStrings:HybridBpo"] = at.ConnectionString };

    private IConfiguration Configuration(TestDatabase at) => new ConfigurationBuilder().AddInMemoryCollection(Settings(at)).Build();

    private WebApplication Build(TestDatabase at, string? filling = null) => QuietHost.Build(filling ?? at.ConnectionString, Settings(at));
}
