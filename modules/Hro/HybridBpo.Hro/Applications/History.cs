using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>One line of what happened to an application.</summary>
/// <param name="By">User id, or empty when the product did it by itself.</param>
internal sealed record HistoryLine(DateTimeOffset At, string Icon, string Words, string Detail, string By);

/// <summary>
/// Tells the stream's events in plain words. Nothing that the machine found is told here; and what people wrote who may have known it is told to
/// those alone who may know it too, so that whoever judges a later run does so unswayed.
/// </summary>
internal static class History
{
    public const string KeptBack = "Why opens once you have judged";

    /// <param name="events">The stream.</param>
    /// <param name="open">May the reader see what the machine found?</param>
    public static IReadOnlyList<HistoryLine> Of(IEnumerable<StoredEvent> events, bool open) =>
        [.. events.Select(e => Tell(e.Data, open) is { } line ? line with { At = e.Timestamp } : null).OfType<HistoryLine>()];

    private static HistoryLine? Tell(object data, bool open) => data switch
    {
        CandidateApplied e => Line("user-plus", "Applied", $"as candidate {e.Candidate} for {e.Reference}"),
        ResumeReceived e =>
            Line("file-import", "Resume received", $"{e.Format.ToUpperInvariant()}, {Math.Max(1, e.Bytes / 1024):N0} KB", e.ReceivedBy),
        ResumeRead e => Line("file-search", "Resume read", $"{CountText.Of(e.Pages, "page")}, {e.Reader}"),
        ResumeUnreadable e => Line("eye", "The rules could not read enough, so a person reads it", e.Explanation ?? ""),
        ScreeningCompleted e =>
            Line("scale", "Opened as a case", $"run {e.Number}, criteria {e.RubricHash[..Math.Min(8, e.RubricHash.Length)]}"),
        FieldCorrected e => Line("pencil", $"Corrected what was read: {e.Field}", e.Now is null ? "" : $"“{e.Was}” is now “{e.Now}”", e.CorrectedBy),
        IdentityRevealed e => Line("eye", "Identity revealed", Because(RevealIdentity.Reasons, e.Reason, open ? e.Note : null), e.RevealedTo),
        CandidateQuestioned e => Line("message-question", "Question to the candidate", open ? Quoted(e.Question) : KeptBack, e.DecidedBy),
        CandidateAnswered e => Line("message", "Answer of the candidate", Quoted(e.Answer), e.RecordedBy),
        CandidateKept e => Line("bookmark", "Kept for later", Why(e.Reason, e.Note, open), e.DecidedBy),
        ScreeningAskedAgain e => Line("refresh", "To be looked at again", "", e.AskedBy),
        CandidateAdvanced e => Line("arrow-right", "Goes on", Why(e.Reason, e.Note, open), e.DecidedBy),
        CandidateDeclined e => Line("archive", "Declined", Why(e.Reason, e.Note, open), e.DecidedBy),
        CandidateWithdrew e => Line("door-exit", "Took the application back", "", e.RecordedBy),
        ApplicationClosed e => Line("archive", "Closed, the position is filled", "not counted as declined", e.ClosedBy),
        SubjectErased => Line("eraser", "The person was erased", "what was done stays on record, who it was does not"),
        _ => null,
    };

    private static string Quoted(string? text) => text is null ? "" : $"“{text}”";

    private static HistoryLine Line(string icon, string words, string detail, string by = "") => new(default, icon, words, detail, by);

    private static string Why(string reason, string? note, bool open) => open ? Because(ScreeningForm.Reasons, reason, note) : KeptBack;

    private static string Because(IReadOnlyList<CaseOption> reasons, string code, string? note)
    {
        var words = reasons.FirstOrDefault(r => r.Code == code)?.Label ?? code;
        return string.IsNullOrEmpty(note) ? words : $"{words}. {note}";
    }
}
