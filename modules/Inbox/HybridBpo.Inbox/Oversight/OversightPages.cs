using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Oversight;

/// The oversight report for those who supervise, and each person's own mirror.
internal static class OversightPages
{
    private static readonly int[] Spans = [4, 13, 52];

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Oversight, async (
            HttpContext context, OversightReport report, OversightWords words, Reliance reliance, RelianceWords say, string? weeks) =>
        {
            var (access, span, ct) = (context.GetAccess(), SpanOf(weeks), context.RequestAborted);
            return Pages.Render<OversightPage>(context, new
            {
                Groups = await words.SayAsync(access, await report.LinesAsync(access, false, span, ct), false, ct),
                People = await words.SayAsync(access, await report.LinesAsync(access, true, span, ct), false, ct),
                Kinds = await say.SayAsync(access, await reliance.ByKindAsync(access, span, ct), "kind", ct),
                Teams = await say.SayAsync(access, await reliance.ByTeamAsync(access, span, ct), "team", ct),
                Reliers = await say.SayAsync(access, await reliance.ByPersonAsync(access, span, ct), "person", ct),
                Agreement = await say.SayAsync(access, await reliance.AgreementAsync(access, span, ct), ct),
                Weeks = span,
                Spans,
            });
        }).Requires(Act.ReadSupervision).ShowsNobody();
        staff.MapGet($"{Paths.Oversight}.csv", async (
            HttpContext context, OversightReport report, Reliance reliance, OversightCsv csv, string? weeks) =>
        {
            var (access, span, ct) = (context.GetAccess(), SpanOf(weeks), context.RequestAborted);
            var text = await csv.WriteAsync(
                [.. await report.LinesAsync(access, false, span, ct), .. await report.LinesAsync(access, true, span, ct)],
                await reliance.ByKindAsync(access, span, ct), await reliance.ByTeamAsync(access, span, ct),
                await reliance.ByPersonAsync(access, span, ct), ct);
            return Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", "oversight.csv");
        }).Requires(Act.ReadSupervision).ShowsNobody();
        staff.MapGet(Paths.Mirror, async (
            HttpContext context, OversightReport report, OversightWords words, Reliance reliance, RelianceWords say, string? weeks) =>
        {
            var (access, span, ct) = (context.GetAccess(), SpanOf(weeks), context.RequestAborted);
            var mine = await report.MineAsync(access, span, ct);
            var known = await reliance.MineAsync(access, span, ct);
            return Pages.Render<MirrorPage>(context, new
            {
                Lines = await words.SayAsync(access, mine, true, ct),
                Sentence = $"{OversightWords.Mirror(mine)} {RelianceWords.Mirror(known)}",
                Known = await say.SayAsync(access, known, "mine", ct),
                Weeks = span,
                Spans,
            });
        }).Requires(Act.ReadInbox).ShowsNobody();
    }

    private static int SpanOf(string? weeks) =>
        int.TryParse(weeks, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && Spans.Contains(asked) ? asked : 13;
}
