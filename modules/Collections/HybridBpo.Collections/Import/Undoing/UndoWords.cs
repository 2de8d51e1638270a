namespace HybridBpo.Collections.Import.Undoing;

/// <summary>Why people undo a file, and why something of it stays, as codes and in words.</summary>
internal static class UndoWords
{
    public static readonly IReadOnlyList<(string Code, string Words)> Reasons =
    [
        ("wrong-file", "The wrong file was sent"), ("wrong-client", "It belongs to another client"),
        ("wrong-columns", "Columns or amounts were read wrongly"), ("sent-twice", "The same rows came in another file"),
        ("client-asked", "The client asked for it"),
    ];

    public static bool IsReason(string? code) => Reasons.Any(r => r.Code == code);

    public static string Of(string? reason) => Reasons.FirstOrDefault(r => r.Code == reason).Words ?? reason?.Replace('-', ' ') ?? "";

    public static string WhyKept(string code) => code switch
    {
        Kept.Payment => "money was booked on it since",
        Kept.LaterFile => "a later file has transactions of it, or says something else about it",
        Kept.Nudge => "a message about it left",
        Kept.Contact => "somebody talked or tried to talk with the person about it",
        Kept.Decision => "a case about it was decided",
        Kept.Plan => "a plan was offered",
        Kept.Promise => "a promise was made",
        Kept.Hold => "it was put on hold",
        Kept.Dispute => "it was disputed",
        Kept.Hardship => "the person told us about hardship",
        Kept.Erased => "its person was erased",
        _ => "something else happened on it since",
    };

    internal static class Kept
    {
        public const string Payment = "payment", LaterFile = "later-file", Nudge = "nudge-sent", Contact = "contact", Decision = "decision",
            Plan = "plan", Promise = "promise", Hold = "hold", Dispute = "dispute", Hardship = "hardship", Erased = "erased", Other = "other";
    }
}
