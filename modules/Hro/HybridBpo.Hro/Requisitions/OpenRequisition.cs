using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Requisitions;

/// <summary>What a recruiter types to open a requisition.</summary>
internal sealed record NewRequisition(string Reference, string Title, string JobText)
{
    public NewRequisition Trimmed() => new(Reference.Trim().ToUpperInvariant(), Title.Trim(), JobText.Trim());
}

internal static partial class OpenRequisition
{
    public const int MostTitle = 120, MostJobText = 50_000;

    /// <param name="wanted">What was typed, trimmed.</param>
    /// <param name="id">The stream that its reference names.</param>
    /// <param name="proposed">The criteria that the rules read out of the job text.</param>
    /// <param name="openedBy">User id.</param>
    /// <param name="state">Null: a reference is used once per client.</param>
    public static Result<Decision<Guid>> Decide(NewRequisition wanted, Guid id, Rubric proposed, string openedBy, Requisition? state)
    {
        if (Check(wanted) is { } refusal)
            return refusal;
        if (state is not null)
            return new RequisitionExists(wanted.Reference);
        return new Decision<Guid>(
            id,
            new RequisitionOpened(wanted.Reference, wanted.Title, wanted.JobText, openedBy),
            new CriteriaProposed(CriteriaForm.Write(proposed), proposed.RuleSet));
    }

    public static Refusal? Check(NewRequisition wanted)
    {
        if (!Reference().IsMatch(wanted.Reference))
            return new BadRequisition("A reference has 2 to 30 letters, digits and dashes, such as CM-R-118.");
        if (wanted.Title.Length is 0 or > MostTitle || wanted.Title.Any(char.IsControl))
            return new BadRequisition($"A title has 1 to {MostTitle} characters on one line, such as \"Claims handler, Spanish-speaking\".");
        if (wanted.JobText.Length is 0 or > MostJobText)
            return new BadRequisition($"Paste or upload the job text: criteria are read out of it (at most {MostJobText:N0} characters).");
        return null;
    }

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9-]{1,29}\z")]
    private static partial Regex Reference();
}
