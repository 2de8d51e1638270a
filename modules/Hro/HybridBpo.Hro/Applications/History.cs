using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>One line of what happened to an application.</summary>
/// <param name="By">User id, or empty when the product did it by itself.</param>
internal sealed record HistoryLine(DateTimeOffset At, string Icon, string Words, string Detail, string By);

/// <summary>Tells the stream's events in plain words. Nothing that the machine found is told here.</summary>
internal static class History
{
    public static IReadOnlyList<HistoryLine> Of(IEnumerable<StoredEvent> events) =>
        [.. events.Select(e => Tell(e.Data) is { } line ? line with { At = e.Timestamp } : null).OfType<HistoryLine>()];

    private static HistoryLine? Tell(object data) => data switch
    {
        CandidateApplied e => Line("user-plus", "Applied", $"as candidate {e.Candidate} for {e.Reference}"),
        ResumeReceived e =>
            Line("file-import", "Resume received", $"{e.Format.ToUpperInvariant()}, {Math.Max(1, e.Bytes / 1024):N0} KB", e.ReceivedBy),
        ResumeRead e => Line("file-search", "Resume read", $"{(e.Pages == 1 ? "1 page" : $"{e.Pages} pages")}, {e.Reader}"),
        ResumeUnreadable e => Line("eye", "No text could be read, so a person reads it", e.Explanation ?? ""),
        ScreeningCompleted e =>
            Line("scale", "Opened as a case", $"run {e.Number}, criteria {e.RubricHash[..Math.Min(8, e.RubricHash.Length)]}"),
        FieldCorrected e => Line("pencil", $"Corrected what was read: {e.Field}", e.Now is null ? "" : $"“{e.Was}” is now “{e.Now}”", e.CorrectedBy),
        IdentityRevealed e => Line("eye", "Identity revealed", Because(RevealIdentity.Reasons, e.Reason, e.Note), e.RevealedTo),
        CandidateQuestioned e => Line("message-question", "Question to the candidate", Quoted(e.Question), e.DecidedBy),
        CandidateAnswered e => Line("message", "Answer of the candidate", Quoted(e.Answer), e.RecordedBy),
        CandidateKept e => Line("bookmark", "Kept for later", Because(ScreeningForm.Reasons, e.Reason, e.Note), e.DecidedBy),
        ScreeningAskedAgain e => Line("refresh", "To be looked at again", "", e.AskedBy),
        CandidateAdvanced e => Line("arrow-right", "Goes on", Because(ScreeningForm.Reasons, e.Reason, e.Note), e.DecidedBy),
        CandidateDeclined e => Line("archive", "Declined", Because(ScreeningForm.Reasons, e.Reason, e.Note), e.DecidedBy),
        CandidateWithdrew e => Line("door-exit", "Took the application back", "", e.RecordedBy),
        ApplicationClosed e => Line("archive", "Closed, the position is filled", "not counted as declined", e.ClosedBy),
        SubjectErased => Line("eraser", "The person was erased", "what was done stays on record, who it was does not"),
        _ => null,
    };

    private static string Quoted(string? text) => text is null ? "" : $"“{text}”";

    private static HistoryLine Line(string icon, string words, string detail, string by = "") => new(default, icon, words, detail, by);

    private static string Because(IReadOnlyList<CaseOption> reasons, string code, string? note)
    {
        var words = reasons.FirstOrDefault(r => r.Code == code)?.Label ?? code;
        return string.IsNullOrEmpty(note) ? words : $"{words}. {note}";
    }
}
