using System.Net;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>Candidates as the module lists them, erased by the page or the command line.</summary>
public abstract class PeopleToErase(TestHost host)
{
    private readonly Dictionary<Guid, byte[]> boxes = [];

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected TestHost Host => host;

    private protected IServiceProvider Services => host.App.Services;

    private protected static async Task<string> PageAsync(Browser browser, string path) => WebUtility.HtmlDecode((await browser.GetAsync(path)).Body);

    private protected async Task<Browser.Answer> EraseAsync(Browser browser, Guid who, string? typed = null, string client = "fernbrook") =>
        await browser.PostAsync("/erasure/erase",
        [
            ("client", client), ("subject", $"{who}"), ("reason", "request"),
            ("typed", typed ?? (await Services.GetRequiredService<ErasePeople>().FindAsync(Access.System("test"), client, $"{who}", Ct))
                .Value.FirstOrDefault()?.Code ?? "erase"),
        ]);

    private protected async Task ProvenAsync(Guid who, int times = 1)
    {
        for (var i = 0; i < 1200; i++)
        {
            var runs = await Services.GetRequiredService<ErasureRuns>().ListAsync(Access.System("test"), Ct);
            if (runs.Count(run => run.Subject == who && ErasureStates.IsOver(run.State)) == times) return;
            await Task.Delay(50, Ct);
        }

        Assert.Fail("The proof did not come within a minute.");
    }

    // A candidate as the module lists one, with a mail that only their key opens.
    private protected async Task<Guid> CandidateAsync(string code, string client = "fernbrook")
    {
        var (who, requisition, mail) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var box = await Services.GetRequiredService<EventStore>().Boxes.SealAsync(client, who, "Dear Rowan"u8.ToArray(), "letter", Ct);
        await Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with position as (insert into hro.requisitions (client_id, requisition_id, reference, title, state, opened_by, opened_at)
                values ({client}, {requisition}, {"R-" + code}, 'Claims handler', 'open', 'x', now())),
              letter as (insert into platform.captured_mails (client_id, delivery_id, subject_id, sealed, captured_at)
                values ({client}, {mail}, {who}, {box}, now()))
            insert into hro.applications (client_id, application_id, requisition_id, code, state, applied_at, changed_at)
            values ({client}, {who}, {requisition}, {code}, 'screened', now(), now())
            """, Ct);
        boxes[who] = box;
        return who;
    }

    private protected async Task<bool> IsReadableAsync(Guid who, string client = "fernbrook")
    {
        // A store of its own: other hosts keep keys for up to a minute.
        await using var other = host.Build(host.Database.ConnectionString, []);
        return await other.Services.GetRequiredService<EventStore>().Boxes.OpenAsync(client, who, boxes[who], "letter", Ct) is not null;
    }

    private protected Task<long> CountAsync(FormattableString sql) =>
        Services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(Access.System("test"), sql, Ct);

    private protected Task<(int Code, string Output)> RunAsync(params string[] args) => RunAsync(TextWriter.Null, args);

    private protected async Task<(int Code, string Output)> RunAsync(TextWriter says, string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        try
        {
            using var output = new StringWriter();
            return (await CommandLine.RunAsync(args, output, says), output.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
            Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        }
    }
}
