using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>What one run of the screening came to: read, with everything that people see, or not readable, with the reason.</summary>
internal abstract record Screened(int Pages, ScreeningEvidence Evidence)
{
    /// <param name="Identity">Who it is; masked everywhere else.</param>
    /// <param name="Proposal">What the rules found.</param>
    internal sealed record Read(int Pages, ScreeningEvidence Evidence, Identity Identity, ScreeningProposal Proposal) : Screened(Pages, Evidence);

    /// <param name="Reason">Code of the reason, such as <c>no-text</c>.</param>
    internal sealed record Unreadable(int Pages, ScreeningEvidence Evidence, string Reason) : Screened(Pages, Evidence);
}

/// <summary>A run and the criteria that it went by.</summary>
internal sealed record Run(Guid Id, int Number, Guid Case, string Rubric, string RubricHash, DateTimeOffset DoneAt)
{
    public static Run Of(string client, Guid application, int number, string rubric, string rubricHash, DateTimeOffset now)
    {
        var id = Ids.For(client, "screening-run", $"{application:D}:{number}");
        return new Run(id, number, Decisions.ScreeningCase.IdOf(client, id), rubric, rubricHash, now);
    }
}
