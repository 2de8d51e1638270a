using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Protection.Suppressing;

/// <summary>The page on which supervisors keep the firm-wide list. Addresses come by POST, so that none stands in a log of requests.</summary>
internal static class SuppressionPages
{
    public const string Path = "/suppressions";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var list = routes.MapGroup(Path).Requires(Act.Attest).ShowsNobody();
        list.MapGet("", (HttpContext context) => Pages.Render<SuppressionPage>(context));
        list.MapPost("/find", Find);
        list.MapPost("/add", AddAsync).AllowUpload(SuppressionLines.MostBytes + 100_000);
        list.MapPost("/remove", RemoveAsync);
    }

    private static IResult Find(HttpContext context, [FromForm] string? address) => Reachable.Read(address ?? "") is { } of
        ? Pages.Render<SuppressionPage>(context, new { Asked = of.Value }) : Refused(context, new AddressUnreadable());

    private static async Task<IResult> AddAsync(
        HttpContext context, SuppressionList list, [FromForm] string? addresses, [FromForm] string? why, [FromForm] Guid command, IFormFile? file,
        CancellationToken ct)
    {
        if (file?.Length > SuppressionLines.MostBytes) return Refused(context, new TooManyAddresses());
        var text = addresses ?? "";
        if (file is not null)
        {
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            var sent = await reader.ReadToEndAsync(ct);
            text = string.IsNullOrWhiteSpace(text) ? sent : $"{text}\n{sent}";
        }

        if (!SuppressionLines.Read(text).Is(out var lines, out var refusal)) return Refused(context, refusal);
        var added = await list.AddAsync(context.GetAccess(), lines, why ?? "", command, ct);
        if (!added.Is(out var fresh, out refusal)) return Refused(context, refusal);
        var said = $"{CountText.Of(lines.Good.Count, "address", "addresses")} on the list, {fresh:N0} of them new.";
        return lines.WrongWords is not { } wrong ? Pages.SeeOther(context, Path, said)
            : Pages.Render<SuppressionPage>(context, new { Said = said, Wrong = wrong });
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, SuppressionList list, [FromForm] string? address, [FromForm] string? why, [FromForm] Guid command, CancellationToken ct)
    {
        if (Reachable.Read(address ?? "") is not { } of) return Refused(context, new AddressUnreadable());
        var done = await list.RemoveAsync(context.GetAccess(), of, why ?? "", command, ct);
        return done.Refusal is { } refusal ? Refused(context, refusal) : Pages.SeeOther(context, Path, "It is off the list.");
    }

    private static IResult Refused(HttpContext context, Refusal refusal) =>
        Pages.Render<SuppressionPage>(context, new { Error = refusal.Message }, refusal.Status);
}

internal sealed record AddressUnreadable() : Invalid("Write one e-mail address, or a number such as +1 212 555 0123.");
