using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>A check that may raise a flag.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Version">Raised whenever the rule can answer otherwise than before.</param>
/// <param name="Class">integrity | clarify.</param>
/// <param name="Words">What is looked for, in words for the report.</param>
/// <param name="OffByDefault">Runs only when the client has shown a need of the job.</param>
internal sealed record FlagRule(string Id, int Version, string Class, string Words, bool OffByDefault = false);

/// <summary>Nobody may switch this on: it says nothing about the document and much about the person.</summary>
internal sealed record NeverAFlag(string Flag) : Forbidden($"\"{Flag}\" is never a flag, for no client: it judges the person, not the document.");

/// <summary>There is no such check.</summary>
internal sealed record UnknownFlag(string Flag) : Invalid($"There is no check named \"{Flag}\".");

/// <summary>All checks, and those that no client can ever have.</summary>
internal static class FlagRules
{
    public const string RuleSet = "2026-11.3";

    public static readonly FlagRule HiddenText = new("hidden-text", 2, FlagClass.Integrity, "hidden text or keywords");
    public static readonly FlagRule PromptInjection = new("prompt-injection", 2, FlagClass.Integrity, "instructions to an AI or a recruiter");
    public static readonly FlagRule AsideInstruction = new("metadata-instruction", 2, FlagClass.Integrity, "instructions in metadata or "
        + "replacement text");
    public static readonly FlagRule SplitWords = new("split-words", 1, FlagClass.Integrity, "invisible characters inside words");
    public static readonly FlagRule ImpossibleDate = new("impossible-date", 1, FlagClass.Integrity, "impossible dates");
    public static readonly FlagRule ContradictoryDates = new("contradictory-dates", 1, FlagClass.Integrity, "contradictory dates");
    public static readonly FlagRule TitleChanged = new("title-changed", 1, FlagClass.Integrity, "a job title that differs between versions");
    public static readonly FlagRule SharedContact = new("shared-contact", 1, FlagClass.Integrity, "contact details shared with another name");
    public static readonly FlagRule Duplicate = new("duplicate", 1, FlagClass.Integrity, "near-duplicate of another person's file");
    public static readonly FlagRule ContactMismatch = new("contact-mismatch", 1, FlagClass.Clarify, "contact details that differ from the form");
    public static readonly FlagRule Overlap = new("overlap", 1, FlagClass.Clarify, "full-time jobs that certainly overlap");
    public static readonly FlagRule YearsOfTechnology = new("years-technology", 1, FlagClass.Clarify, "more years than a technology has existed");
    public static readonly FlagRule YearsOwn = new("years-own", 1, FlagClass.Clarify, "more years than the jobs in the file show");
    public static readonly FlagRule Institution = new("institution", 1, FlagClass.Clarify, "institutions on a sourced list of diploma mills");
    public static readonly FlagRule CopiedJobText = new("copied-job-text", 1, FlagClass.Clarify, "copied job text");
    public static readonly FlagRule Gap = new("gap", 1, FlagClass.Clarify, "gaps over 12 months", OffByDefault: true);
    public static readonly FlagRule ShortTenures = new("short-tenures", 1, FlagClass.Clarify, "short tenures", OffByDefault: true);

    public static IReadOnlyList<FlagRule> All { get; } =
    [
        HiddenText, PromptInjection, AsideInstruction, SplitWords, ImpossibleDate, ContradictoryDates, TitleChanged, SharedContact, Duplicate,
            ContactMismatch,
        Overlap, YearsOfTechnology, YearsOwn, Institution, CopiedJobText, Gap, ShortTenures,
    ];

    /// <summary>What is never looked at, in the words of the report.</summary>
    public static IReadOnlyDictionary<string, string> Never { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["ai-written-prose"] = "AI-written prose",
        ["author-metadata"] = "author metadata that differs from the name",
        ["name"] = "name",
        ["photo"] = "photo",
        ["age"] = "age",
        ["gender"] = "gender",
        ["school-prestige"] = "school prestige",
        ["graduation-year"] = "graduation year",
        ["address"] = "address or ZIP code",
        ["clubs"] = "clubs",
        ["foreign-diploma"] = "foreign diploma",
        ["unknown-institution"] = "an institution that is merely unknown",
        ["high-title-early"] = "a high title early in a career",
    };

    /// <summary>The checks that run: all but those off by default, and of these the ones the client has shown a need for.</summary>
    public static Result<IReadOnlySet<string>> On(IEnumerable<string> alsoOn)
    {
        var on = All.Where(r => !r.OffByDefault).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in alsoOn)
        {
            if (Never.ContainsKey(id))
                return new NeverAFlag(id);
            if (All.All(r => r.Id != id))
                return new UnknownFlag(id);
            on.Add(id);
        }

        return on;
    }
}
