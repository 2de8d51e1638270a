using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace HybridBpo.Host.Looking;

/// <summary>Who looked at whom. What is typed to find a person comes in a form and stands in no address; looking here is logged as well.</summary>
internal static class LooksEndpoints
{
    public const string Path = "/looks";

    private const int PageSize = 50, MostExported = 50_000, MostText = 200;

    private const string ReadHere = "looks";

    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Who looked", "eye-search", Path, Act.ReadLooks, 55)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        var looks = staff.MapGroup(Path).Requires(Act.ReadLooks);
        looks.MapGet("", ListAsync).ShowsPeople();
        looks.MapPost("/find", FindAsync).ShowsPeople(Looks.Searched);
        looks.MapGet("/export.csv", ExportAsync).ShowsPeople(Looks.Exported);
    }

    private static async Task<IResult> ListAsync(HttpContext context, LookSearch search, TimeProvider time, CancellationToken ct)
    {
        var (access, query) = (context.GetAccess(), Asked(context, time));
        if (Hidden(access, query)) return Nobody(context);
        Shows(context, access, query);
        var found = await search.FindAsync(access, query.Asked, query.Before, PageSize + 1, ct);
        return await PageAsync(context, query, [.. found.Take(PageSize)], found.Count > PageSize, null, "", ct);
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, IEnumerable<ISubjectEraser> modules, TimeProvider time, [FromForm] string? client, [FromForm] string? q,
        CancellationToken ct)
    {
        var (access, text) = (context.GetAccess(), (q ?? "").Trim());
        if (client is null || !access.Sees(client)) return Nobody(context);
        var found = new List<SubjectFound>();
        if (text.Length is > 2 and <= MostText && !text.Any(char.IsControl))
            foreach (var module in modules)
            {
                found.AddRange(await module.FindAsync(client, text, ct));
                found.AddRange(await module.FindByContactAsync(access, client, text, ct));
            }
        found = [.. found.DistinctBy(who => who.Id)];
        var query = Asked(context, time) with { Client = client };
        // Whoever was erased long ago is nobody's any more, but their id still finds who looked.
        if (found.Count == 0 && Guid.TryParse(text, out var id)) found.Add(new SubjectFound(id, "", $"Subject {id}", ""));
        context.ShowsMany(ReadHere, found.Select(who => (client, who.Id)));
        return found is [var one]
            ? Pages.SeeOther(context, (query with { Subject = one.Id }).Href())
            : await PageAsync(context, query, [], false, found, text, ct);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, LookSearch search, Lookers lookers, TimeProvider time, CancellationToken ct)
    {
        var (access, query) = (context.GetAccess(), Asked(context, time));
        if (Hidden(access, query)) return Nobody(context);
        var found = await search.FindAsync(access, query.Asked, null, MostExported + 1, ct);
        if (found.Count > MostExported)
            return new Invalid($"These are more than {MostExported:N0} lines. Choose a shorter period, or a person.").ToHttp(context);
        Shows(context, access, query);
        var names = await lookers.NamesAsync(found.Select(line => line.ActorId), ct);
        var text = new StringBuilder("at,client,actor_kind,actor_id,actor,act,object_kind,object_id,page,people\n");
        foreach (var l in found)
            text.AppendJoin(',', new[]
            {
                $"{l.At.UtcDateTime:O}", l.ClientId, l.ActorKind, l.ActorId, names.GetValueOrDefault(l.ActorId, ""), l.Act, l.ObjectKind, l.ObjectId,
                l.Page, l.People.ToString(CultureInfo.InvariantCulture),
            }.Select(CsvCell.Of)).Append('\n');
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", "looks.csv");
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, LookQuery query, IReadOnlyList<LookLine> lines, bool more, IReadOnlyList<SubjectFound>? found, string typed,
        CancellationToken ct)
    {
        var (access, services) = (context.GetAccess(), context.RequestServices);
        var (lookers, people) = (services.GetRequiredService<Lookers>(), services.GetRequiredService<ErasePeople>());
        var all = (await services.GetRequiredService<Clients>().ListAsync(access, ct)).Where(c => access.Sees(c.ClientId)).ToList();
        var look = query is { Subject: { } subject, Client: { } client }
            ? (await people.DescribeAsync(access, client, [subject], ct)).GetValueOrDefault(subject) ?? new SubjectLook($"Subject {subject}") : null;
        return Pages.Render<LooksPage>(context, new
        {
            Query = query,
            Lines = lines,
            NextHref = more ? (query with { At = lines[^1].At, Id = lines[^1].Id }).Href() : null,
            Found = found,
            Typed = typed,
            Look = look,
            Clients = all,
            Lookers = await lookers.OfAsync(access, ct),
            Names = await lookers.NamesAsync(lines.Select(line => line.ActorId), ct),
        });
    }

    // Who looks here looks at a person, or at what others did for a client.
    private static void Shows(HttpContext context, Access access, LookQuery query)
    {
        foreach (var client in access.Clients.Where(c => query.Client is null || c == query.Client))
            context.ShowsOne(client, ReadHere, null, query.Subject is { } subject ? [subject] : []);
    }

    private static LookQuery Asked(HttpContext context, TimeProvider time) =>
        LookQuery.Of(context.Request.Query, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    // A person is somebody of one client.
    private static bool Hidden(Access access, LookQuery query) =>
        query.Client is { } client ? !access.Sees(client) : query.Subject is not null;

    private static IResult Nobody(HttpContext context) => new NotFound("There is no such client or person.").ToHttp(context);
}
