using System.Text;
using HybridBpo.Events;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

/// <summary>
/// Copies that are not made by a projection: what a case quotes of another module's event, a file, a name under a person's general key.
/// </summary>
public sealed class CopiesTests(RetentionHost host) : IClassFixture<RetentionHost>
{
    private static readonly Access System = Access.System("test");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Database Db => host.Get<Database>();

    [Fact]
    public async Task What_a_case_quotes_of_a_screening_goes_with_the_screening()
    {
        var (who, caseId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await AppendAsync("case_opened", caseId, who, "quoted-words");
        await Db.ExecuteAsync(System, $"""
            insert into inbox.proposals (client_id, case_id, proposal, hash)
            values ({RetentionHost.Client}, {caseId}, jsonb_build_object('quote', 'quoted-words'), '')
            """, Ct);
        await AppendAsync("case_withdrawn", caseId, who, "");
        await AppendAsync("screening_completed", who, who, "screened-words", ("Case", caseId));
        Assert.Equal(["inbox.cases", "inbox.proposals"], await host.WhereAsync("quoted-words"));
        host.Clock.Advance(TimeSpan.FromDays(60));
        await host.SetAsync("screening_completed", 20);
        await RunAsync();
        Assert.Empty(await host.WhereAsync("quoted-words"));
        Assert.Empty(await host.WhereAsync("screened-words"));
        // The case's own event is of another kind, and no policy is set on that.
        var opened = (await host.Store.FetchStreamAsync(RetentionHost.Client, caseId, ct: Ct))[0];
        Assert.All(PlantedEvents.WordsOf(Kind("case_opened"), opened.Data), words => Assert.Equal("quoted-words", words));
    }

    [Fact]
    public async Task The_resume_and_the_revealed_name_go_with_the_events_that_brought_them()
    {
        var (who, file, files) = (Guid.CreateVersion7(), Guid.CreateVersion7(), host.Get<FileStore>());
        var resume = new NewFile(file, RetentionHost.Client, who, "zenobia_cv.pdf", "application/pdf");
        Assert.Null((await files.PutAsync(System, resume, new MemoryStream("resume"u8.ToArray()), Ct)).Refusal);
        var name = await host.Store.Boxes.SealAsync(RetentionHost.Client, who, Encoding.UTF8.GetBytes("Zenobia"), "hro.reveals", Ct);
        await Db.ExecuteAsync(System, $"""
            insert into hro.reveals (client_id, application_id, user_id, sealed_name, reason, revealed_at)
            values ({RetentionHost.Client}, {who}, 'olga', {name}, 'judged', now())
            """, Ct);
        await AppendAsync("resume_received", who, who, "zenobia_cv.pdf", ("File", file));
        await AppendAsync("resume_read", who, who, "Zenobia");
        host.Clock.Advance(TimeSpan.FromDays(60));
        await host.SetAsync("resume_received", 20);
        await RunAsync();
        Assert.Equal("", (await files.FindAsync(System, RetentionHost.Client, file, Ct))!.Name);
        Assert.IsType<NotFound>((await files.OpenAsync(System, RetentionHost.Client, file, Ct)).Refusal);
        Assert.Equal(0, await CountAsync($"select count(*) from platform.file_chunks where file_id = {file}"));
        Assert.Equal(1, await CountAsync($"select count(*) from hro.reveals where application_id = {who} and sealed_name is not null"));
        await host.SetAsync("resume_read", 20);
        await RunAsync();
        Assert.Equal(0, await CountAsync($"select count(*) from hro.reveals where application_id = {who} and sealed_name is not null"));
    }

    private EventKind Kind(string alias) => host.Store.Kinds.Single(k => k.Alias == alias);

    private Task AppendAsync(string kind, Guid stream, Guid who, string words, (string, Guid)? named = null) =>
        host.AppendAsync(stream, PlantedEvents.Make(Kind(kind), stream, who, words, host.Clock.Now, named));

    private async Task RunAsync() => (await host.Runs.RunAsync(Access.System("retention"), RetentionHost.Client, Ct)).OrThrow();

    private Task<long> CountAsync(FormattableString sql) => Db.SingleOrDefaultAsync<long>(System, sql, Ct);
}
