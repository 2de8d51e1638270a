using System.Buffers;

namespace HybridBpo.Platform.Tracing;

/// <summary>Everything that one person is looked for by, made ready for a fast search.</summary>
internal sealed class Needles
{
    // Name and reference are "near" within a few lines.
    private const int Nearby = 400;

    private readonly string[] mails, all, references;
    private readonly PhoneNeedle[] phones;
    private readonly int leastDigits;
    private readonly NameNeedle[] names;
    private readonly SearchValues<string> words;

    public Needles(SubjectTraces traces)
    {
        mails = [.. traces.Mails.Where(m => m.Length > 5 && m.Contains('@')).Select(m => Folding.Fold(m.Trim())).Distinct()];
        phones = [.. traces.Phones.Select(PhoneNeedle.Of).OfType<PhoneNeedle>().DistinctBy(p => p.Normal)];
        leastDigits = phones.Select(p => p.Digits.Length).DefaultIfEmpty().Min();
        names = [.. traces.Names.Select(NameNeedle.Of).OfType<NameNeedle>().DistinctBy(n => n.Normal)];
        all = [.. traces.References.Where(r => r.Length > 2).Select(Normalised).Distinct()];
        references = names.Length == 0 ? [] : all;
        words = SearchValues.Create([.. mails, .. references, .. names.SelectMany(n => n.Anchor)], StringComparison.OrdinalIgnoreCase);
    }

    public TraceCounts Counts => new(mails.Length, phones.Length, references.Length == 0 ? 0 : names.Length, references.Length);

    /// <summary>Each as it is searched for, however it was written.</summary>
    public IEnumerable<(string Kind, string Text)> Normal =>
    [
        .. mails.Select(mail => (TraceHashes.Mail, mail)), .. phones.Select(phone => (TraceHashes.Phone, phone.Normal)),
        .. references.Length == 0 ? [] : names.Select(name => (TraceHashes.Name, name.Normal)),
        .. all.Select(reference => (TraceHashes.Reference, reference)),
    ];

    /// <summary>A reference as it is searched for.</summary>
    public static string Normalised(string reference) => Folding.Fold(reference.Trim());

    /// <summary>Adds what the text holds to the finding.</summary>
    /// <param name="text">Folded, or plain ASCII.</param>
    /// <param name="loose">It came out of an encoding whose beginning is unknown: what stands before a mail address may be chance.</param>
    /// <param name="found">Takes it.</param>
    public void Look(ReadOnlySpan<char> text, bool loose, Finding found)
    {
        found.Phone = found.Phone || PhoneNeedle.IsIn(text, phones, leastDigits);
        var (name, reference) = (-Nearby - 1, -Nearby - 1);
        for (var at = 0; at < text.Length && text[at..].IndexOfAny(words) is >= 0 and var next; at++)
        {
            at += next;
            found.Mail = found.Mail || IsMail(text, at, loose);
            if (IsName(text, at)) (found.Name, name) = (true, at);
            if (IsReference(text, at)) (found.Reference, reference) = (true, at);
            found.Near |= name >= 0 && reference >= 0 && Math.Abs(name - reference) <= Nearby;
        }
    }

    private bool IsMail(ReadOnlySpan<char> text, int at, bool loose)
    {
        foreach (var mail in mails)
            if (text[at..].StartsWith(mail, StringComparison.OrdinalIgnoreCase)
                && (loose || ((at == 0 || !IsOfMail(text[at - 1])) && !GoesOn(text[(at + mail.Length)..])))) return true;
        return false;
    }

    private bool IsName(ReadOnlySpan<char> text, int at)
    {
        foreach (var name in names)
            if (name.Stands(text, at)) return true;
        return false;
    }

    private bool IsReference(ReadOnlySpan<char> text, int at)
    {
        foreach (var reference in references)
            if (text[at..].StartsWith(reference, StringComparison.OrdinalIgnoreCase)
                && (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                && (at + reference.Length >= text.Length || !char.IsLetterOrDigit(text[at + reference.Length]))) return true;
        return false;
    }

    private static bool IsOfMail(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%';

    // ann@example.com is not ann@example.com.au, but it may end a sentence.
    private static bool GoesOn(ReadOnlySpan<char> rest) => rest.Length > 0
        && (char.IsAsciiLetterOrDigit(rest[0]) || rest[0] == '-' || (rest[0] == '.' && rest.Length > 1 && char.IsAsciiLetterOrDigit(rest[1])));
}
