using HybridBpo.Events;
using HybridBpo.Platform;
using HybridBpo.Testing;

namespace HybridBpo.Host.Tests;

/// <summary>
/// Walks every kind of event of every module: after its retention ran, its words are in no table any more, or the kind refuses a retention and says
/// why.
/// </summary>
public sealed class EveryKindTests(RetentionHost host) : IClassFixture<RetentionHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record Planted(EventKind Kind, Guid Old, Guid Held, Guid Young, Guid Elsewhere);

    [Fact]
    public async Task What_is_over_is_nowhere_any_more_and_what_is_kept_is_as_it_was()
    {
        var personal = host.Store.Kinds.Where(kind => kind.Personal.Count > 0).ToList();
        var refusing = new List<string>();
        var planted = new List<Planted>();
        foreach (var kind in personal)
        {
            var asked = await host.Policies.AskAsync(host.Officer, RetentionHost.Client, kind.Alias, RetentionDoes.Fields, 30, Ct);
            if (asked.Refusal is NotRetained why) refusing.Add($"{kind.Alias}: {why.Message}");
            else
            {
                Assert.Null((await host.Policies.ConfirmAsync(
                    host.Second, RetentionHost.Client, kind.Alias, RetentionDoes.Fields, 30, Ct)).Refusal);
                planted.Add(new(kind, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()));
            }
        }
        Snapshot.Match(string.Join('\n', refusing));

        foreach (var p in planted)
        {
            await PlantAsync(p.Kind, p.Old);
            await PlantAsync(p.Kind, p.Held);
            await PlantAsync(p.Kind, p.Elsewhere, "oakmere");
            await host.HoldAsync(p.Held);
        }
        host.Clock.Advance(TimeSpan.FromDays(31));
        foreach (var p in planted) await PlantAsync(p.Kind, p.Young);
        await new Sealer(host.Store).SealAsync(RetentionHost.Client, Ct);
        Assert.Equal(["inbox.cases"], await host.WhereAsync(Words(planted.Single(p => p.Kind.Alias == "case_opened").Old)));
        var before = (await host.Runs.PreviewAsync(host.Officer, RetentionHost.Client, "case_opened", 30, Ct)).Value;
        Assert.Equal((1, 1, 0), (before.People, before.Held, before.Open));

        var runs = (await host.Runs.RunAsync(Access.System("retention"), null, Ct)).OrThrow();

        Assert.Equal(planted.Select(p => p.Kind.Alias), runs.Select(r => r.Kind));
        Assert.All(runs, run => Assert.Equal((1, 1, 1), (run.Keys, run.People, run.Held)));
        foreach (var p in planted)
        {
            Assert.All(await ReadAsync(p.Kind, p.Old), Assert.Null);
            Assert.Empty(await host.WhereAsync(Words(p.Old)));
            Assert.All(await ReadAsync(p.Kind, p.Held), words => Assert.Equal(Words(p.Held), words));
            Assert.All(await ReadAsync(p.Kind, p.Young), words => Assert.Equal(Words(p.Young), words));
            Assert.All(await ReadAsync(p.Kind, p.Elsewhere, "oakmere"), words => Assert.Equal(Words(p.Elsewhere), words));
        }
        Assert.Equal(["inbox.cases"], await host.WhereAsync(Words(planted.Single(p => p.Kind.Alias == "case_opened").Held)));
        Assert.True((await new LogVerifier(host.Store).VerifyAsync(RetentionHost.Client, ct: Ct)).Ok);

        // Once more there is nothing to do, and that is told as well; lifted holds go with the next run.
        Assert.All((await host.Runs.RunAsync(Access.System("retention"), null, Ct)).OrThrow(), run => Assert.Equal(0, run.Keys));
        await host.Get<Database>().ExecuteAsync(Access.System("test"), $"update platform.legal_holds set lifted_at = now(), lifted_by = 'olga'", Ct);
        Assert.All((await host.Runs.RunAsync(Access.System("retention"), null, Ct)).OrThrow(), run => Assert.Equal(1, run.Keys));
        foreach (var p in planted) Assert.Empty(await host.WhereAsync(Words(p.Held)));
        Assert.Equal(3L * planted.Count, await host.Get<Database>().SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from platform.acts where act = 'retention-run'", Ct));
        Assert.Empty(await host.WhereAsync("planted-nothing"));
    }

    private static string Words(Guid who) => $"planted-{who:N}";

    private async Task PlantAsync(EventKind kind, Guid subject, string client = RetentionHost.Client)
    {
        var e = PlantedEvents.Make(kind, StreamOf(kind, subject), subject, Words(subject), host.Clock.Now);
        await host.AppendAsync(StreamOf(kind, subject), e, client);
        // A case that is open would keep its words.
        if (kind.Alias == "case_opened")
        {
            var over = host.Store.Kinds.Single(k => k.Alias == "case_withdrawn");
            await host.AppendAsync(StreamOf(kind, subject), PlantedEvents.Make(over, default, default, "", host.Clock.Now), client);
        }
    }

    // The stream is the subject unless the event names one.
    private static Guid StreamOf(EventKind kind, Guid subject) =>
        kind.Type.GetProperties().Any(p => p.IsDefined(typeof(SubjectAttribute), false)) ? Ids.For("test", kind.Alias, $"{subject}") : subject;

    private async Task<IEnumerable<string?>> ReadAsync(EventKind kind, Guid subject, string client = RetentionHost.Client)
    {
        var stored = (await host.Store.FetchStreamAsync(client, StreamOf(kind, subject), ct: Ct)).First(e => e.Type == kind.Alias);
        return PlantedEvents.WordsOf(kind, stored.Data);
    }
}
