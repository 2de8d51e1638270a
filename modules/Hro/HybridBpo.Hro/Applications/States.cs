namespace HybridBpo.Hro.Applications;

/// <summary>Codes of where an application stands, as stored in rows. None of them says what the machine found.</summary>
internal static class States
{
    public const string Received = "received", ToJudge = "to-judge", NeedsHuman = "needs-human", Asked = "asked", Kept = "kept",
        Advanced = "advanced", Declined = "declined", Withdrew = "withdrew", Closed = "closed", Erased = "erased";

    public static IReadOnlyList<string> All { get; } = [Received, ToJudge, NeedsHuman, Asked, Kept, Advanced, Declined, Withdrew, Closed, Erased];

    /// <summary>After these nothing changes any more.</summary>
    public static IReadOnlyList<string> Over { get; } = [Advanced, Declined, Withdrew, Closed, Erased];

    /// <summary>A case about the application waits for people.</summary>
    public static IReadOnlyList<string> Open { get; } = [ToJudge, NeedsHuman];

    public static string Words(string state) => state switch
    {
        Received => "being read",
        ToJudge => "to judge",
        NeedsHuman => "read by a person",
        Asked => "asked, waits for an answer",
        Kept => "kept for later",
        Advanced => "goes on",
        Declined => "declined",
        Withdrew => "withdrew",
        Closed => "closed, position filled",
        Erased => "erased",
        _ => state,
    };
}
