namespace HybridBpo.Inbox.Working;

/// A note for the next person. Written after the proposal was seen, it stays withheld from those who have not judged.
internal sealed record AddNote(string By, string Text)
{
    public const int Limit = 2_000;

    public static Result<Decision<Done>> Decide(AddNote ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        _ when ask.Text.Trim().Length == 0 => new NoteEmpty(),
        _ when ask.Text.Length > Limit => new NoteTooLong(Limit),
        _ => new Decision<Done>(Done.Yes, new CaseNoteAdded(now, state.SubjectId, ask.By, ask.Text.Trim(), state.Revealed.Contains(ask.By))),
    };
}

internal sealed record NoteEmpty() : Invalid("Write the note first.");
