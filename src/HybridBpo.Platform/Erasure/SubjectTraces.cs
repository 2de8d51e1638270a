namespace HybridBpo.Platform;

/// <summary>
/// What somebody could be recognised by, as long as it is still readable: held in memory only, never logged, and stored as keyed hashes alone.
/// </summary>
/// <param name="Mails">Mail addresses.</param>
/// <param name="Phones">Phone numbers, best as E.164.</param>
/// <param name="Names">Full names.</param>
/// <param name="References">References by which a name becomes certain: of accounts, customers, candidates.</param>
/// <param name="Own">Ids of records that are about this person and nobody else: accounts, cases.</param>
public sealed record SubjectTraces(
    IReadOnlyList<string> Mails, IReadOnlyList<string> Phones, IReadOnlyList<string> Names, IReadOnlyList<string> References, IReadOnlyList<Guid> Own)
{
    private const int MostTold = 50, MostLine = 200;

    /// <summary>Nothing is known.</summary>
    public static SubjectTraces None { get; } = new([], [], [], [], []);

    /// <summary>What somebody typed about the person, one thing a line: a mail address, a phone number, or a name.</summary>
    public static SubjectTraces Told(string? text)
    {
        string[] lines = [.. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostTold)
            .Select(line => line.Length <= MostLine ? line : line[..MostLine])];
        var phones = lines.Where(line => !line.Contains('@') && line.Count(char.IsAsciiDigit) > 6).ToList();
        return new SubjectTraces(
            [.. lines.Where(line => line.Contains('@'))], phones, [.. lines.Where(line => !line.Contains('@')).Except(phones)], [], []);
    }

    /// <summary>What two places know of the same person.</summary>
    public SubjectTraces And(SubjectTraces other) => new(
        Both(Mails, other.Mails), Both(Phones, other.Phones), Both(Names, other.Names), Both(References, other.References),
        [.. Own.Union(other.Own)]);

    /// <summary>How much is known, never what.</summary>
    public override string ToString() =>
        $"{Mails.Count} mails, {Phones.Count} phones, {Names.Count} names, {References.Count} references, {Own.Count} records";

    private static IReadOnlyList<string> Both(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        [.. one.Concat(other).Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
}
