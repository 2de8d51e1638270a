namespace HybridBpo.Collections.Import.Twice;

/// <param name="Told">What a second file tells.</param>
/// <param name="By">What the first one booked.</param>
internal sealed record Claim(Movement Told, Movement By);

/// <summary>
/// Leads what a file tells to what a file of the other kind booked, one to one: two equal payments of a file are two payments. As many as possible
/// find theirs, whatever the order: one that was led before gives way when another booking fits it as well.
/// </summary>
internal sealed class Twins
{
    private readonly ILookup<(Guid, string, long), Movement> booked;

    private readonly Dictionary<(Guid, int), Claim> claims, before;

    /// <param name="booked">By files of the other kind.</param>
    /// <param name="claims">Those of before.</param>
    public Twins(IEnumerable<Movement> booked, IEnumerable<Claim> claims)
    {
        this.booked = booked.ToLookup(b => (b.Account, b.Type, b.EffectMinor));
        this.claims = claims.DistinctBy(c => c.By.Row).ToDictionary(c => c.By.Row);
        before = new(this.claims);
    }

    /// <summary>Those that are new, or lead elsewhere than before.</summary>
    public IReadOnlyList<Claim> Changes => [.. claims.Values.Where(c => before.GetValueOrDefault(c.By.Row) != c)];

    /// <returns>False when nobody booked it yet.</returns>
    public bool Take(Movement told) => Find(told, []) is { } found && Keep(found);

    /// <summary>Would <see cref="Take"/> find one?</summary>
    public bool Has(Movement told) => Find(told, []) is not null;

    // A chain: each claim frees the booking that the next one had. Null when it leads to none that is free.
    private List<Claim>? Find(Movement told, HashSet<(Guid, int)> seen)
    {
        foreach (var by in booked[(told.Account, told.Type, told.EffectMinor)].Where(told.MayBe)
            .OrderByDescending(told.Shares).ThenBy(b => claims.ContainsKey(b.Row)).ThenBy(told.Apart).ThenBy(b => b.Day).ThenBy(b => b.Number))
            if (seen.Add(by.Row))
            {
                if (!claims.TryGetValue(by.Row, out var holds)) return [new Claim(told, by)];
                if (Find(holds.Told, seen) is { } moved) return [new Claim(told, by), .. moved];
            }

        return null;
    }

    private bool Keep(List<Claim> chain)
    {
        foreach (var claim in chain) claims[claim.By.Row] = claim;
        return true;
    }
}
