namespace HybridBpo.Hro.Views;

/// <summary>What became of one uploaded file.</summary>
/// <param name="File">Its name as it was sent.</param>
/// <param name="Outcome">One of <c>new</c>, <c>known</c>, <c>refused</c>.</param>
/// <param name="Candidate">Code of the candidate, or empty when refused.</param>
/// <param name="Message">One sentence.</param>
public sealed record FileResult(string File, string Outcome, string Candidate, string Message);
