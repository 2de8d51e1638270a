using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Protection.Suppressing;

/// <summary>An e-mail address or a number, as it is stored with accounts.</summary>
internal sealed record Reachable(string Kind, string Value)
{
    public const int Longest = 260;

    public static Reachable? Read(string text) => text.Length > Longest ? null
        : Contacts.Email(text) is { } mail ? new("email", mail)
        : Contacts.Phone(text.Trim()) is { Length: > 0 } phone ? new("phone", phone) : null;
}

/// <summary>What somebody typed, pasted or sent as a file: one address or number in the first column of each line. Pure.</summary>
/// <param name="Wrong">Numbers of lines that hold neither; the first ones, and never what stands there.</param>
internal sealed record SuppressionLines(IReadOnlyList<Reachable> Good, IReadOnlyList<int> Wrong, int WrongCount)
{
    public const int Most = 200_000, MostTold = 20, MostBytes = 12_000_000;

    public static Result<SuppressionLines> Read(string text)
    {
        var (good, wrong, wrongCount, number, first) = (new HashSet<Reachable>(), new List<int>(), 0, 0, true);
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace()) continue;
            if (Reachable.Read(FirstCell(line)) is { } reachable) good.Add(reachable);
            // A first line that holds no digit and no @ names the columns.
            else if (!first || line.ContainsAny("@0123456789"))
            {
                wrongCount++;
                if (wrong.Count < MostTold) wrong.Add(number);
            }

            first = false;
            if (good.Count + wrongCount > Most) return new TooManyAddresses();
        }

        return good.Count + wrongCount == 0 ? new NoAddresses() : new SuppressionLines([.. good], wrong, wrongCount);
    }

    /// <summary>What did nothing, for whoever sent it; null when all could be read.</summary>
    public string? WrongWords => WrongCount == 0 ? null
        : $"{CountText.Of(WrongCount, "line")} could not be read as an address or number and did nothing: line {string.Join(", ", Wrong)}"
          + (WrongCount > Wrong.Count ? " and others." : ".");

    private static string FirstCell(ReadOnlySpan<char> line)
    {
        var end = line.IndexOfAny(',', ';', '\t');
        return (end < 0 ? line : line[..end]).Trim().Trim('"').Trim().ToString();
    }
}

internal sealed record TooManyAddresses() : TooLarge($"At most {SuppressionLines.Most:N0} addresses at once. Send the file in parts.");

internal sealed record NoAddresses() : Invalid("Nothing was given: write e-mail addresses or numbers, one to a line, or choose a file.");
