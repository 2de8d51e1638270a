using System.Globalization;

namespace HybridBpo.Host.Retention;

/// <summary>Plain words for kinds of events and how they are kept.</summary>
internal static class KindWords
{
    /// <summary>"Case opened" for <c>case_opened</c>.</summary>
    public static string Of(string kind)
    {
        var words = kind.Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static string Days(int days) => days == 1 ? "1 day" : $"{days.ToString("N0", CultureInfo.InvariantCulture)} days";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"would make the personal fields of 312 people unreadable; 18 people are held".</summary>
    public static string Preview(RetentionPreview p)
    {
        var what = p.People == 0 ? "would make nothing unreadable" : $"would make the personal fields of {People(p.People)} unreadable";
        var held = p.Held > 0 ? $"; {People(p.Held)} {(p.Held == 1 ? "is" : "are")} held by law and keep theirs" : "";
        return what + held + (p.Open > 0 ? $"; {People(p.Open)} {(p.Open == 1 ? "has" : "have")} something open and keep theirs" : "");
    }

    public static string LeftOut(KeysLeftOut left) => LeftOut(left.Keys, left.Unreadable);

    /// <summary>"2 keys are left out, as events under them cannot be read here, so that nobody knows what was copied of them: …".</summary>
    public static string LeftOut(long keys, IReadOnlyList<string> unreadable) =>
        $"{CountText.Of(keys, "key")} {(keys == 1 ? "is" : "are")} left out, as events under {(keys == 1 ? "it" : "them")} cannot be read here, so "
        + $"that nobody knows what was copied of them: {string.Join(" ", unreadable.Take(3))}";

    public static string People(long count) => count == 1 ? "1 person" : $"{Count(count)} people";
}
