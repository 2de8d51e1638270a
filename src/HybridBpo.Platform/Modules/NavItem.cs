namespace HybridBpo.Platform;

/// <summary>One line of the side bar.</summary>
/// <param name="Section">
/// Heading that it stands under: empty, <c>Collections</c>, <c>Hiring</c>, <c>Machines</c>, <c>Oversight</c> or <c>Administration</c>.
/// </param>
/// <param name="Label">The word shown.</param>
/// <param name="Icon">Tabler icon name without prefix, such as <c>address-book</c>.</param>
/// <param name="Href">Path of the page.</param>
/// <param name="Act">The permission that the page needs; people without it do not see the line.</param>
/// <param name="Order">Place within the section.</param>
public sealed record NavItem(string Section, string Label, string Icon, string Href, string Act, int Order = 0);

/// <summary>
/// Finds a module's objects for the one search box. Implementations return nothing that the person may not see or that must be withheld.
/// </summary>
public interface ISearchSource
{
    /// <summary>At most 20 hits for what was typed.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="text">Trimmed, 1 to 100 characters.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<SearchHit>> SearchAsync(Access access, string text, CancellationToken ct);
}

/// <summary>One hit of the search box.</summary>
/// <param name="Kind">What it is in one word: Account, Case, Candidate.</param>
/// <param name="Title">First line.</param>
/// <param name="Detail">Second line.</param>
/// <param name="Href">Where it opens.</param>
/// <param name="Client">Code of the client, of a hit about a person.</param>
/// <param name="Subject">The person; null where it is about nobody.</param>
public sealed record SearchHit(string Kind, string Title, string Detail, string Href, string Client = "", Guid? Subject = null);

/// <summary>Names and eligibility of the people who work here, answered by the host's sign-in.</summary>
public interface IPeople
{
    /// <summary>Shown names by user id; unknown ids are left out.</summary>
    Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct);

    /// <summary>Ids of the active people who hold a role that allows <paramref name="act"/> and are assigned to <paramref name="client"/>.</summary>
    Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct);
}
