using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Two files of what seems to be one person: proposed for merging, decided by a human.</summary>
internal sealed record SamePerson(string File, string Other, string Why);

/// <summary>Compares the files of one batch: contact under another name, near-duplicates of another person's file.</summary>
internal static partial class CompareFiles
{
    private const double NearDuplicate = 0.8;
    private const int ShingleWords = 5;

    public static (IReadOnlyList<ScreeningResult> Results, IReadOnlyList<SamePerson> Merges) Compare(IReadOnlyList<ScreeningResult> results)
    {
        var shingles = results.Select(r => Shingles(r.VisibleText)).ToList();
        var flags = results.Select(_ => new List<Flag>()).ToList();
        var merges = new List<SamePerson>();
        for (var i = 0; i < results.Count; i++)
        {
            for (var j = i + 1; j < results.Count; j++)
            {
                var (a, b) = (results[i], results[j]);
                var contact = SharedContact(a, b);
                var alike = a.Sha256 == b.Sha256 ? 1 : Likeness(shingles[i], shingles[j]);
                if (contact is null && alike < NearDuplicate)
                    continue;
                if (!AreDifferentPeople(a, b))
                {
                    merges.Add(new SamePerson(a.File, b.File, alike >= NearDuplicate ? "nearly the same text" : $"the same {contact}"));
                    continue;
                }

                foreach (var (index, one, other) in new[] { (i, a, b), (j, b, a) })
                    flags[index].Add(alike >= NearDuplicate ? Duplicate(one, other, alike) : Shared(one, other, contact!));
            }
        }

        return ([.. results.Select((r, i) => flags[i].Count == 0 ? r : r with { Flags = [.. r.Flags, .. flags[i]] })], merges);
    }

    /// <summary>Only two read names without a word in common are two people.</summary>
    private static bool AreDifferentPeople(ScreeningResult a, ScreeningResult b)
    {
        if (a.Resume.Basics.Name is not { } one || b.Resume.Basics.Name is not { } other)
            return false;
        return !Words(one.Value).Overlaps(Words(other.Value));
    }

    private static HashSet<string> Words(string name) => [.. WordSequence.Bare(Compatibility.WithoutAccents(name)).Where(w => w.Length > 1)];

    private static string? SharedContact(ScreeningResult a, ScreeningResult b)
    {
        var (one, other) = (a.Resume.Basics, b.Resume.Basics);
        if (one.Email is { } e && other.Email is { } f && string.Equals(e.Value, f.Value, StringComparison.OrdinalIgnoreCase)
            && !Placeholder().IsMatch(e.Value))
            return "e-mail address";
        return one.Phone is { } p && other.Phone is { } q && Digits.Of(p.Value) is { Length: >= 10 } d
            && d == Digits.Of(q.Value) && !Nobodys().IsMatch(d)
            ? "phone number" : null;
    }

    /// <summary>Addresses of templates: they belong to nobody, so sharing one says nothing.</summary>
    [GeneratedRegex(@"^(?:example|email|your?[._]?name|name|first[._]?last|test|user)@|@(?:example|email|domain|company|yourdomain)\.",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Placeholder();

    /// <summary>Numbers set aside for stories (555-01xx), and those that only count.</summary>
    [GeneratedRegex(@"55501\d\d$|^1?1234567890$|^0+$|(\d)\1{8}", RegexOptions.None, 1_000)]
    private static partial Regex Nobodys();

    private static HashSet<string> Shingles(string text)
    {
        var words = WordSequence.Bare(text);
        return [.. Enumerable.Range(0, Math.Max(0, words.Count - ShingleWords + 1)).Select(i => string.Join(' ', words.Skip(i).Take(ShingleWords)))];
    }

    private static double Likeness(HashSet<string> a, HashSet<string> b)
    {
        if (a.Count < 20 || b.Count < 20 || Math.Min(a.Count, b.Count) < NearDuplicate * Math.Max(a.Count, b.Count))
            return 0;
        var shared = a.Count(b.Contains);
        return (double)shared / (a.Count + b.Count - shared);
    }

    private static Flag Duplicate(ScreeningResult one, ScreeningResult other, double alike) => new(
        FlagRules.Duplicate.Id, FlagRules.Duplicate.Version, FlagRules.Duplicate.Class, "Nearly the same text as a file under another name",
        $"{alike * 100:0} % of the text is the same as in {other.File}.", one.Resume.Basics.Name!.Quote, QuoteIsVisible: true,
        "Both may have used the same template or the same writer, or one may have sent the file on behalf of the other.",
        "Your resume is very similar to another one we received. How was it written?");

    private static Flag Shared(ScreeningResult one, ScreeningResult other, string contact) => new(
        FlagRules.SharedContact.Id, FlagRules.SharedContact.Version, FlagRules.SharedContact.Class, $"The same {contact} under another name",
        $"{other.File} gives the same {contact} under another name.",
        (contact == "phone number" ? one.Resume.Basics.Phone! : one.Resume.Basics.Email!).Quote, QuoteIsVisible: true,
        "Families, agencies and job centres share a mailbox or a phone, and people change their names.",
        $"Another application gives the same {contact}. Do you share it with somebody?");
}
