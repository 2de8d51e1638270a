namespace HybridBpo.Hro.Views;

/// <summary>What became of one uploaded file. The candidate's code is not told: a file's name often tells who it is.</summary>
/// <param name="File">Its name as it was sent.</param>
/// <param name="Outcome">One of <c>new</c>, <c>known</c>, <c>refused</c>.</param>
/// <param name="Message">One sentence.</param>
public sealed record FileResult(string File, string Outcome, string Message);
