namespace HybridBpo.Platform;

/// <summary>The lines of the side bar of all modules.</summary>
public sealed class Navigation(IEnumerable<NavItem> items)
{
    private static readonly string[] Sections = ["", "Collections", "Hiring", "Machines", "Oversight", "Administration"];
    private static readonly string[] Thumbs = ["/inbox", "/accounts", "/candidates", "/requisitions", "/models", "/supervision", "/admin/users"];
    private readonly NavItem[] items = [.. items];

    /// <summary>What the person may open, section by section, in the order that pages show.</summary>
    public IReadOnlyList<IGrouping<string, NavItem>> For(Access access) =>
        [.. items.Where(i => access.May(i.Act)).OrderBy(i => SectionOf(i)).ThenBy(i => i.Order).GroupBy(i => i.Section)];

    /// <summary>The three most used of them, for the thumb bar of a phone.</summary>
    public IReadOnlyList<NavItem> ThumbsFor(Access access) =>
        [.. items.Where(i => access.May(i.Act)).OrderBy(i => Rank(i)).ThenBy(i => SectionOf(i)).ThenBy(i => i.Order).Take(3)];

    /// <summary>The page that a person lands on: the inbox, or the first one that they may open.</summary>
    public string HomeOf(Access access) => access.May(Act.ReadInbox) ? "/inbox" : ThumbsFor(access) is [var first, ..] ? first.Href : "/account";

    /// <summary>The key that opens the page after G, or null.</summary>
    public string? GoKey(NavItem item) => item.Href switch
    {
        "/inbox" => "i",
        "/accounts" => "a",
        "/candidates" => "c",
        "/requisitions" when items.All(i => i.Href != "/candidates") => "c",
        _ => null,
    };

    private static int SectionOf(NavItem item) => Array.IndexOf(Sections, item.Section) is var at and >= 0 ? at : Sections.Length;

    private static int Rank(NavItem item) => Array.IndexOf(Thumbs, item.Href) is var at and >= 0 ? at : Thumbs.Length;
}

/// <summary>A number beside a line of the side bar, such as the cases that wait. Implementations count nothing that must be withheld.</summary>
public interface INavCount
{
    /// <summary>Path of the line.</summary>
    string Href { get; }

    /// <summary>Where counting stops: above it the number is shown with a plus.</summary>
    int Most => 1_000;

    /// <summary>How many; zero shows nothing.</summary>
    Task<int> CountAsync(Access access, CancellationToken ct);
}
