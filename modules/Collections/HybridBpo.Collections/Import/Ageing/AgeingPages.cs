using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import.Ageing;

/// <summary>What an ageing list adds to the pages of imports.</summary>
internal static class AgeingPages
{
    public static void Map(IEndpointRouteBuilder imports) =>
        imports.MapGet("/{client}/{id:guid}/ageing.csv", DownloadAsync).ShowsPeople(Looks.Exported);

    private static async Task<IResult> DownloadAsync(
        HttpContext context, AgeingReport report, ImportDesk desk, Clients clients, string client, Guid id, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await desk.FindAsync(access, client, id, ct) is not { Kind: ImportKinds.Ageing } || await clients.GetAsync(access, client, ct) is not
            { } of) return new ImportNotThere("There is no such list.").ToHttp(context);
        context.ShowsOne(client, "import", id);
        return Results.File(
            Encoding.UTF8.GetBytes(AgeingReport.Csv(await report.ListAsync(access, client, id, ImportLimits.Rows * 2, ct), of.Currency)),
            "text/csv; charset=utf-8", $"ageing-{id:N}.csv");
    }
}
