using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>The rows of one application are built anew from its events alone.</summary>
public sealed class RowsBuiltAnewTests(HiringHost host) : IClassFixture<HiringHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_were_damaged_come_back_as_they_were_and_no_other_application_is_touched()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "RB-1");
        var damaged = await Hiring.AddAsync(host, "sana", page, Hiring.Html("Ada Byron"), "ada.html");
        var other = await Hiring.AddAsync(host, "sana", page, Hiring.Html("Bea Clark"), "bea.html");
        var before = (await RowsAsync(damaged.ApplicationId), await RowsAsync(other.ApplicationId));
        await host.Database.ExecuteAsync(HiringHost.Everything, $"update hro.applications set state = 'closed', runs = 9, pages = null", Ct);
        await host.Database.ExecuteAsync(HiringHost.Everything, $"delete from hro.runs where application_id = {damaged.ApplicationId}", Ct);
        var spoilt = await RowsAsync(other.ApplicationId);

        var daemon = host.Services.GetRequiredService<ProjectionDaemon>();
        Assert.Contains("applications", daemon.StreamwiseNames);
        await daemon.RebuildStreamAsync("applications", "fernbrook", damaged.ApplicationId, "test", ct: Ct);
        Assert.Equal(before.Item1, await RowsAsync(damaged.ApplicationId));
        Assert.Equal(spoilt, await RowsAsync(other.ApplicationId));
        await daemon.RebuildStreamAsync("applications", "fernbrook", other.ApplicationId, "test", ct: Ct);
        Assert.Equal(before.Item2, await RowsAsync(other.ApplicationId));

        // Of somebody who was erased the rows come back too, and hold nothing of them.
        await host.Services.GetRequiredService<Erasure>().EraseAsync("fernbrook", damaged.ApplicationId, Ct);
        var erased = await RowsAsync(damaged.ApplicationId);
        await daemon.RebuildStreamAsync("applications", "fernbrook", damaged.ApplicationId, "test", ct: Ct);
        Assert.Equal(erased, await RowsAsync(damaged.ApplicationId));
    }

    private Task<IReadOnlyList<string>> RowsAsync(Guid application) => host.Database.QueryAsync<string>(HiringHost.Everything, $"""
        select row_to_json(a)::text as row from hro.applications a where application_id = {application}
        union all select row_to_json(r)::text from hro.runs r where application_id = {application} order by row
        """, Ct);
}
