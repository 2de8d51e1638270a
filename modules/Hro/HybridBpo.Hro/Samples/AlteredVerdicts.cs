using System.Globalization;
using System.Text.RegularExpressions;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Samples;

/// <summary>Verdicts of the rules with a known error, of their make: all but “unclear” are proven by words of the resume. Pure.</summary>
internal static partial class AlteredVerdicts
{
    public static Result<ScreeningProposal> In(
        ScreeningProposal proposal, ScreeningEvidence evidence, IReadOnlyDictionary<string, AlteredAnswer> answers)
    {
        var criteria = new List<ShownVerdict>();
        foreach (var found in proposal.Criteria)
        {
            if (!answers.TryGetValue(found.Id, out var altered) || altered.Answer == found.Verdict)
            {
                criteria.Add(found);
                continue;
            }

            if (ScreeningForm.Verdicts.All(known => known.Code != altered.Answer))
                return new UnknownVerdict(found.Label);
            var proof = altered.Quote.Trim().Length == 0 ? null : VisibleWords.Find(evidence.Sheets, altered.Quote);
            if (proof is null && (altered.Quote.Trim().Length > 0 || altered.Answer != CriterionVerdict.Unclear))
                return new QuoteNotInResume(found.Label);
            criteria.Add(found with { Verdict = altered.Answer, Why = Why(found.Label, altered.Answer, proof), Quote = proof });
        }

        return proposal with { Criteria = criteria };
    }

    /// <summary>What the verdicts come to for whoever follows them; never told to anybody as a proposal.</summary>
    public static string ComeTo(IReadOnlyList<ShownVerdict> criteria)
    {
        var musts = criteria.Where(c => c.Must).Select(c => c.Verdict).ToList();
        return musts.Contains(CriterionVerdict.NotMet) ? ScreeningForm.Decline
            : musts.Contains(CriterionVerdict.Unclear) ? ScreeningForm.Ask
            : ScreeningForm.Advance;
    }

    // In the words of the rules, which say why in one sentence.
    private static string Why(string label, string verdict, Proof? proof) => (verdict, proof) switch
    {
        (CriterionVerdict.Meets, _) when Years().Match(label) is { Success: true } asked
            && double.Parse(asked.Groups[1].Value, CultureInfo.InvariantCulture) is var years =>
            $"The file names {YearWords.Of(years)} of {asked.Groups[2].Value}; {YearWords.Asked(years)}.",
        (CriterionVerdict.Meets, _) => $"{label} is named.",
        (CriterionVerdict.NotMet, _) => "The file says so.",
        (_, null) => "No line of the file comes near; that is no proof against it.",
        _ => "The nearest line; whether it is enough is for a person to say.",
    };

    [GeneratedRegex(@"^(\d{1,2}) years? of (.+)$")]
    private static partial Regex Years();
}

internal sealed record UnknownVerdict(string Label) : Invalid($"Choose what the machine is said to find about “{Label}”.");

internal sealed record QuoteNotInResume(string Label) : Invalid(
    $"“{Label}” needs words of the resume as its proof, as they stand in one line of it and not masked. Copy them from the resume below.");
