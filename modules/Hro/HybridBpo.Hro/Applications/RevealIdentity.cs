namespace HybridBpo.Hro.Applications;

/// <summary>
/// Shows one person who a candidate is. It is an act with a reason, and it is logged; before the own judgement only some reasons count.
/// </summary>
internal static class RevealIdentity
{
    public const int MostNote = 500;

    public const string Judged = "judged", Unreadable = "unreadable", Contact = "contact", Legal = "legal";

    public static IReadOnlyList<CaseOption> Reasons { get; } =
    [
        new(Judged, "I have judged, and need to know who this is"),
        new(Contact, "I need to contact the candidate now"),
        new(Unreadable, "The file shows too little text, so I need to read the original"),
        new(Legal, "A legal request"),
    ];

    public static Result<Decision<Done>> Decide(string user, string reason, string note, bool hasJudged, Application? state)
    {
        if (state is null)
            return new UnknownCandidate();
        if (state.State == States.Erased)
            return new CandidateErased();
        if (state.RevealedTo.Contains(user))
            return new Decision<Done>(Done.Yes);
        if (state.Runs == 0)
            return new NothingToReveal();
        if (Reasons.All(r => r.Code != reason) || (reason == Judged && !hasJudged) || (reason == Unreadable && state.Identity is not null))
            return new RevealNeedsReason();
        if (note.Length > MostNote)
            return new BadText("The note", MostNote);
        return new Decision<Done>(Done.Yes, new IdentityRevealed(user, reason, note.Trim(), hasJudged));
    }
}
