namespace HybridBpo.Host.Web;

/// <summary>What belongs to the shell itself: the start, the search box, and the pages that stand in for dialogs where no script runs.</summary>
internal static class ShellEndpoints
{
    private const int MaxHits = 20;

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/", (HttpContext context, Navigation navigation) => Results.Redirect(navigation.HomeOf(context.GetAccess()))).ShowsNobody();
        staff.MapGet("/menu", (HttpContext context) => Pages.Render<MenuPage>(context)).ShowsNobody();
        staff.MapGet("/keys", (HttpContext context) => Pages.Render<KeysPage>(context)).ShowsNobody();
        staff.MapGet("/search", SearchAsync).ShowsPeople(Looks.Searched);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, IEnumerable<ISearchSource> sources, string? q, CancellationToken ct)
    {
        var text = (q ?? "").Trim();
        if (text.Length > 100) text = text[..100];
        var hits = new List<SearchHit>();
        if (text.Length > 0)
            foreach (var source in sources) hits.AddRange(await source.SearchAsync(context.GetAccess(), text, ct));
        var shown = new { Text = text, Hits = hits.Take(MaxHits).ToArray(), More = hits.Count > MaxHits };
        context.ShowsMany("search", shown.Hits.Where(hit => hit.Subject is not null).Select(hit => (hit.Client, hit.Subject!.Value)));
        return context.IsHtmx() ? Pages.Render<SearchHits>(context, shown) : Pages.Render<SearchPage>(context, shown);
    }
}
