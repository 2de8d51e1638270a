using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace HybridBpo.Host.Erasure;

/// <summary>Erasing people: found by code, erased with a proof; and the legal holds that forbid it.</summary>
internal static class ErasureEndpoints
{
    private const string Path = "/erasure";

    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Erasure", "eraser", Path, Act.ErasePeople, 60)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        // An auditor reads proofs and holds; what is found and done is the compliance officer's.
        staff.MapGet(Path, (HttpContext context, string? client, string? q) => ShowAsync(context, client, q, null))
            .Requires(Act.ErasePeople, Act.ReadAudit);
        var acts = staff.MapGroup(Path).Requires(Act.ErasePeople);
        acts.MapPost("/erase", async (HttpContext context, ErasePeople people, [FromForm] string? client, [FromForm] Guid? subject,
            [FromForm] string? reason, [FromForm] string? typed) =>
        {
            if (typed?.Trim() != "erase") return await ShowAsync(context, client, $"{subject}", new Invalid("Type erase to say that you mean it."));
            var erased = await people.EraseAsync(context.GetAccess(), client ?? "", subject ?? default, reason ?? "", context.RequestAborted);
            return erased.Is(out var proof, out var refusal)
                ? Pages.SeeOther(context, Path, $"{proof.What} is erased. The proof stands below.")
                : await ShowAsync(context, client, $"{subject}", refusal);
        });
        acts.MapPost("/hold", async (
            HttpContext context, ErasePeople people, [FromForm] string? client, [FromForm] Guid? subject, [FromForm] string? matter) =>
            await AnswerAsync(context, client, subject,
                await people.PlaceHoldAsync(context.GetAccess(), client ?? "", subject ?? default, matter ?? "", context.RequestAborted),
                "The legal hold stands: nothing about this person is erased until it is lifted."));
        acts.MapPost("/lift", async (
            HttpContext context, ErasePeople people, [FromForm] string? client, [FromForm] Guid? subject, [FromForm] string? matter) =>
            await AnswerAsync(context, client, subject,
                await people.LiftHoldAsync(context.GetAccess(), client ?? "", subject ?? default, matter ?? "", context.RequestAborted),
                "The legal hold is lifted."));
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, string? client, Guid? subject, Result<Done> done, string said) =>
        done.Refusal is { } refusal ? await ShowAsync(context, client, $"{subject}", refusal) : Pages.SeeOther(context, Path, said);

    private static async Task<IResult> ShowAsync(HttpContext context, string? client, string? q, Refusal? refused)
    {
        var (access, ct, services) = (context.GetAccess(), context.RequestAborted, context.RequestServices);
        var people = services.GetRequiredService<ErasePeople>();
        var clients = (await services.GetRequiredService<Clients>().ListAsync(access, ct)).Where(c => access.Sees(c.ClientId)).ToList();
        var text = (q ?? "").Trim();
        if (text.Length > 64) text = text[..64];
        var code = clients.Any(c => c.ClientId == client) ? client! : clients.FirstOrDefault()?.ClientId ?? "";
        IReadOnlyList<SubjectFound> found = [];
        if (text.Length > 0 && access.May(Act.ErasePeople) && (await people.FindAsync(access, code, text, ct)).Is(out var hits, out _)) found = hits;
        Guid[] ids = [.. found.Select(f => f.Id)];
        var (holds, proofs) = (await people.HoldsAsync(access, ct), await people.ProofsAsync(access, ct));
        var who = holds.Select(h => h.PlacedBy).Concat(proofs.Select(p => p.By)).Distinct();
        var names = await services.GetRequiredService<IPeople>().NamesAsync(who, ct);
        return Pages.Render<ErasurePage>(context, new
        {
            Clients = clients,
            Client = code,
            Text = text,
            Found = found,
            HoldsOnFound = await people.HoldsOnAsync(access, code, ids, ct),
            Erased = await people.ErasedAsync(access, code, ids, ct),
            Holds = holds,
            Proofs = proofs,
            Names = names,
            MayAct = access.May(Act.ErasePeople),
            Error = refused?.Message,
        }, refused?.Status ?? StatusCodes.Status200OK);
    }
}
