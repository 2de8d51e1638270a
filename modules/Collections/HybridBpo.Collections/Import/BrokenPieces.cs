namespace HybridBpo.Collections.Import;

/// <summary>
/// What of a row whose shape is wrong may be the account or the client's number for the person. A zip code or an amount may be somebody's number as
/// well: a piece without a letter is certain only as a pair.
/// </summary>
internal sealed record BrokenPieces(
    IReadOnlyList<string> Accounts, IReadOnlyList<string> Customers, IReadOnlyList<(string Account, string Customer)> Pairs,
    IReadOnlyList<string> All)
{
    private const int MostReference = 60, LeastAnywhere = 6;

    private static readonly char[] Separators = [',', ';', '\t', '|', '"'];

    /// <param name="cells">In the order of the file.</param>
    /// <param name="account">What stands where the account should.</param>
    /// <param name="customer">What stands where the client's number should.</param>
    /// <param name="distance">How many columns the number stands behind the account.</param>
    public static BrokenPieces Of(IEnumerable<string> cells, string account, string customer, int distance)
    {
        string[] pieces = [.. cells.SelectMany(c => c.Split(Separators)).Select(p => p.Trim())];
        string[] anywhere = [.. pieces.Where(p => p.Length is >= LeastAnywhere and <= MostReference && p.Any(char.IsLetter) && p.Any(char.IsDigit))];
        return new BrokenPieces(With(account), With(customer),
            [.. Enumerable.Range(0, pieces.Length).Where(i => distance != 0 && i + distance >= 0 && i + distance < pieces.Length)
                .Select(i => (pieces[i], pieces[i + distance])).Where(p => IsOne(p.Item1) && IsOne(p.Item2)).Distinct()],
            [.. pieces.Where(IsOne).Distinct()]);

        string[] With(string inPlace) => [.. (inPlace.Any(char.IsLetter) ? anywhere.Append(inPlace) : anywhere).Where(IsOne).Distinct()];
    }

    private static bool IsOne(string piece) => piece.Length is > 0 and <= MostReference;
}
