using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Hro.Screening;

/// <summary>Questions about what the text says: copied job text, an institution on the sourced list, another contact than in the form.</summary>
internal static class ContentFlags
{
    private const int CopiedRun = 25;

    private static readonly Lazy<List<Mill>> Mills = new(() =>
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
        .Deserialize<List<Mill>>(Resources.Read("mills.yaml")));

    public static IEnumerable<Flag> CopiedJobText(FlagContext context)
    {
        var job = ' ' + string.Join(' ', WordSequence.Bare(context.JobText)) + ' ';
        var words = context.Text.Lines.SelectMany(l => l.Cells).SelectMany(c => WordSequence.Bare(c.Text).Select(w => (Cell: c, Word: w))).ToList();
        for (var i = 0; i + CopiedRun <= words.Count; i++)
        {
            var run = ' ' + string.Join(' ', words.Skip(i).Take(CopiedRun).Select(w => w.Word)) + ' ';
            if (!job.Contains(run, StringComparison.Ordinal))
                continue;
            yield return new Flag(FlagRules.CopiedJobText.Id, FlagRules.CopiedJobText.Version, FlagRules.CopiedJobText.Class, "Wording shared "
                + "with the job text",
                $"{CopiedRun} or more words in a row are the same as in the job text.", VisibleText.QuoteOf(words[i].Cell), QuoteIsVisible: true,
                "Career services advise people to mirror the wording of a job, and somebody who has done it may describe it in the same words.",
                "Some sentences in your resume read like our job text. Could you tell us about that work in your own words?");
            yield break;
        }
    }

    public static IEnumerable<Flag> Institution(FlagContext context) =>
        from school in context.Resume.Education
        let named = school.Institution
        where named is not null
        from mill in Mills.Value
        where mill.Names.Any(n => Same(n, named.Value))
        select new Flag(FlagRules.Institution.Id, FlagRules.Institution.Version, FlagRules.Institution.Class, "An institution named by "
            + "an authority",
            $"{mill.Name}: {mill.Source}.", named.Quote, QuoteIsVisible: true,
            "Another school may have a similar name, and people who were sold such a degree are often its victims.",
            "Could you tell us more about your studies, such as where and when they took place?");

    public static IEnumerable<Flag> ContactMismatch(FlagContext context)
    {
        var (email, phone) = (context.Resume.Basics.Email, context.Resume.Basics.Phone);
        if (context.Form?.Email is { } given && email is not null && !string.Equals(given.Trim(), email.Value, StringComparison.OrdinalIgnoreCase))
            yield return Mismatch(email, "e-mail address");
        if (context.Form?.Phone is { } number && phone is not null && Digits.Of(number) is var a && Digits.Of(phone.Value) is var b
            && a.Length >= 7 && b.Length >= 7 && !a.EndsWith(b[^7..], StringComparison.Ordinal))
            yield return Mismatch(phone, "phone number");
    }

    private static Flag Mismatch(Found<string> contact, string what) => new(
        FlagRules.ContactMismatch.Id, FlagRules.ContactMismatch.Version, FlagRules.ContactMismatch.Class,
        $"{char.ToUpperInvariant(what[0])}{what[1..]} differs from the form",
        $"The resume gives a different {what} from the application form.", contact.Quote, QuoteIsVisible: true,
        "People change addresses and numbers, and an older resume keeps the old ones.", $"Which {what} should we use?");

    private static bool Same(string a, string b) => string.Join(' ', WordSequence.Bare(a)) == string.Join(' ', WordSequence.Bare(b));

    private sealed class Mill
    {
        public string Name { get; set; } = "";

        public List<string> Aliases { get; set; } = [];

        public string Source { get; set; } = "";

        public IEnumerable<string> Names => Aliases.Prepend(Name);
    }
}
