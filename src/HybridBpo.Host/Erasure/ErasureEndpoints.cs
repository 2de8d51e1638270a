using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace HybridBpo.Host.Erasure;

/// <summary>Erasing people: found by code, or by what a form says and no address holds; erased with a proof; and legal holds.</summary>
internal static class ErasureEndpoints
{
    private const string Path = "/erasure";

    private const int MostText = 200;

    // How long the page waits for the erasure itself; the proof comes later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Erasure", "eraser", Path, Act.ErasePeople, 60)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        // An auditor reads proofs and holds; what is found and done is the compliance officer's.
        staff.MapGet(Path, (HttpContext context, string? client, string? q) => ShowAsync(context, client, q, null))
            .Requires(Act.ErasePeople, Act.ReadAudit).ShowsPeople();
        staff.MapGet(Path + "/runs/{id:guid}", RunAsync).Requires(Act.ErasePeople, Act.ReadAudit).ShowsNobody();
        var acts = staff.MapGroup(Path).Requires(Act.ErasePeople).ShowsPeople();
        acts.MapPost("/find", (HttpContext context, [FromForm] string? client, [FromForm] string? q) =>
            ShowAsync(context, client, q, null, byContact: true));
        acts.MapPost("/erase", EraseAsync);
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

    private static async Task<IResult> EraseAsync(
        HttpContext context, ErasePeople people, TimeProvider time, [FromForm] string? client, [FromForm] Guid? subject,
        [FromForm] string? reason, [FromForm] string? typed, [FromForm] string? despite, [FromForm] string? also, [FromForm] string? without)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var (code, id, told) = (client ?? "", subject ?? default, SubjectTraces.Told(also));
        var kept = new ErasureTyped(id, reason, despite, also, typed, without is not null);
        if ((await people.FindAsync(access, code, $"{id}", ct)).Is(out var found, out _) && found is [var who, ..] && !ErasureTyped.Same(typed, who))
        {
            var mistyped = new Invalid($"Type {ErasureTyped.WordFor(who)} to say that you mean them.");
            return await ShowAsync(context, client, $"{id}", mistyped, kept: kept);
        }

        var begun = await people.BeginAsync(
            access, code, id, reason ?? "", ct, despite, told, proving: without is null ? Proving.Must : Proving.Without);
        if (!begun.Is(out var run, out var refusal)) return await ShowAsync(context, client, $"{id}", refusal, kept: kept);
        await Task.WhenAny(run.Erased, Task.Delay(Patience, time));
        if (run.Erased.IsCompleted) await run.Erased;
        return Pages.SeeOther(context, Path, run.Erased.IsCompleted
            ? $"{run.What} is erased. Everything is looked through now; the proof comes below."
            : $"{run.What} is being erased. How far it is stands below.");
    }

    private static async Task<IResult> RunAsync(HttpContext context, ErasureRuns runs, Guid id) =>
        await runs.FindAsync(context.GetAccess(), id, context.RequestAborted) is { } run
            ? Pages.Render<ErasureRunLine>(context, new { Run = run, Words = await WordsAsync(context, [run]) })
            : new NotFound("There is no such erasure.").ToHttp(context);

    private static async Task<IResult> AnswerAsync(HttpContext context, string? client, Guid? subject, Result<Done> done, string said) =>
        done.Refusal is { } refusal ? await ShowAsync(context, client, $"{subject}", refusal) : Pages.SeeOther(context, Path, said);

    private static async Task<IResult> ShowAsync(HttpContext context, string? client, string? q, Refusal? refused, bool byContact = false,
        ErasureTyped? kept = null)
    {
        var (access, ct, services) = (context.GetAccess(), context.RequestAborted, context.RequestServices);
        var (people, holds, runs) = (services.GetRequiredService<ErasePeople>(), services.GetRequiredService<LegalHolds>(),
            services.GetRequiredService<ErasureRuns>());
        var clients = (await services.GetRequiredService<Clients>().ListAsync(access, ct)).Where(c => access.Sees(c.ClientId)).ToList();
        var text = (q ?? "").Trim();
        if (text.Length > MostText) text = text[..MostText];
        var code = clients.Any(c => c.ClientId == client) ? client! : clients.FirstOrDefault()?.ClientId ?? "";
        IReadOnlyList<SubjectFound> found = [];
        if (text.Length > 0 && access.May(Act.ErasePeople) && (byContact ? await people.FindByContactAsync(access, code, text, ct)
            : await people.FindAsync(access, code, text, ct)).Is(out var hits, out _)) found = hits;
        Guid[] ids = [.. found.Select(f => f.Id)];
        var against = new Dictionary<Guid, IReadOnlyList<Obstacle>>();
        // Whole files and the log are read only when somebody is to be erased: what stands there comes with the refusal.
        foreach (var id in ids) against[id] = (await people.ObstaclesAsync(access, code, id, whole: false, ct)).Value;
        if (kept is not null && (refused as DutyToKeep)?.Standing is { } duty) against[kept.Subject] = duty;
        if (kept is not null && (refused as HeldWithOthers)?.Standing is { } standing) against[kept.Subject] = standing;
        var unfinished = await runs.UnfinishedAsync(access, code, ids, ct);
        var ends = await runs.EndsAsync(access, code, ids, ct);
        var lacking = new Dictionary<Guid, TraceCounts>();
        foreach (var who in found.Where(f => unfinished.ContainsKey(f.Id) || ends.ContainsKey(f.Id)))
            lacking[who.Id] = await people.LackingAsync(access, code, who, ct);
        var (held, latest) = (await holds.ListAsync(access, ct), await runs.ListAsync(access, ct));
        var again = await runs.AgainAsync(access, ct);
        context.ShowsMany("erasure", found.Select(who => (code, who.Id)), Looks.Searched);
        return Pages.Render<ErasurePage>(context, new
        {
            Clients = clients,
            Client = code,
            Text = text,
            Found = found,
            HoldsOnFound = await holds.OnAsync(access, code, ids, ct),
            Against = against,
            Looks = await people.DescribeAsync(access, code, ids, ct),
            Ends = ends,
            Unfinished = unfinished,
            Lacking = lacking,
            Closed = found.Count == 0 ? [] : await people.ClosedAsync(access, ct),
            Typed = kept,
            Again = again,
            Known = await KnownAsync(people, access,
                [.. held.Select(hold => (hold.ClientId, hold.Subject)), .. again.Select(a => (a.ClientId, a.Subject))], ct),
            Holds = held,
            Runs = latest,
            Words = await WordsAsync(context, latest, held, clients),
            MayAct = access.May(Act.ErasePeople),
            Error = refused?.Message,
        }, refused?.Status ?? StatusCodes.Status200OK);
    }

    // As what people are known: by reference or code.
    private static async Task<Dictionary<Guid, string>> KnownAsync(
        ErasePeople people, Access access, IReadOnlyList<(string Client, Guid Subject)> who, CancellationToken ct)
    {
        var known = new Dictionary<Guid, string>();
        foreach (var client in who.Distinct().GroupBy(of => of.Client))
            foreach (var (id, look) in await people.DescribeAsync(access, client.Key, [.. client.Select(of => of.Subject)], ct))
                known[id] = look.What;
        return known;
    }

    private static async Task<ErasureWords> WordsAsync(
        HttpContext context, IReadOnlyList<ErasureRun> runs, IReadOnlyList<LegalHold>? holds = null, IReadOnlyList<Client>? clients = null)
    {
        var services = context.RequestServices;
        clients ??= await services.GetRequiredService<Clients>().ListAsync(context.GetAccess(), context.RequestAborted);
        var who = runs.Select(r => r.DoneBy).Concat((holds ?? []).Select(h => h.PlacedBy)).Distinct();
        return new ErasureWords(
            clients, await services.GetRequiredService<IPeople>().NamesAsync(who, context.RequestAborted),
            context.GetAccess().May(Act.ErasePeople));
    }
}

/// <summary>Names for codes and ids, and whether who reads them may act.</summary>
public sealed record ErasureWords(IReadOnlyList<Client> Clients, IReadOnlyDictionary<string, string> People, bool MayAct)
{
    /// <summary>Name of a client.</summary>
    public string NameOf(string client) => Clients.FirstOrDefault(c => c.ClientId == client)?.Name ?? client;

    /// <summary>Time zone of a client.</summary>
    public string ZoneOf(string client) => Clients.FirstOrDefault(c => c.ClientId == client)?.TimeZone ?? "UTC";

    /// <summary>What the person was looked for by, such as "mail address, phone number".</summary>
    public static string Sought(TraceCounts sought) => string.Join(", ", new[]
    {
        sought.Mails > 0 ? "mail address" : null, sought.Phones > 0 ? "phone number" : null, sought.Names > 0 ? "name with reference" : null,
    }.OfType<string>());

    /// <summary>What was known and not looked for, and what to do about it.</summary>
    public static string Lacking(ErasureProof proof) => proof.Known is not { Any: true } known
        ? "Nothing was known by which the person could be recognised."
        : $"Known were {known.Words}; not all of it was looked for. Name all of it again.";

    /// <summary>What an event that could not be read leaves open.</summary>
    public const string NotAllKnown = "Part of their own record could not be read, so they may have been known by more than was looked for.";

    /// <summary>What tables that cannot be read mean for the proof: said before anybody is erased.</summary>
    public const string Closed = "All that is the product's own will be erased, but nothing can be proven yet, and whoever erases now names the "
        + "person's addresses, numbers and names again for the proof later:";

    /// <summary>What it means that something was looked for which is not known to be theirs.</summary>
    public const string ByHand =
        "not all that was looked for is known to be theirs: some of it was only named, and a typing error would find nothing.";

    /// <summary>Name of a user.</summary>
    public string Who(string id) => People.GetValueOrDefault(id, id);
}
