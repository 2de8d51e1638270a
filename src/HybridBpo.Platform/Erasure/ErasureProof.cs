using System.Text.Json.Serialization;

namespace HybridBpo.Platform;

/// <summary>Somebody whose data can be erased, as a module knows them: by code, never by name.</summary>
/// <param name="Id">The subject.</param>
/// <param name="Code">Their code, such as "7K2M".</param>
/// <param name="What">Such as "Candidate 7K2M".</param>
/// <param name="Detail">In which matter.</param>
public sealed record SubjectFound(Guid Id, string Code, string What, string Detail);

/// <summary>What tells somebody from others of the same name, for whoever may read it.</summary>
/// <param name="What">Such as "Debtor CM-700560": a code, no name.</param>
/// <param name="Words">Name, references and town; empty when the asker may not read them.</param>
/// <param name="Href">Their page; null when the asker may not open it.</param>
public sealed record SubjectLook(string What, string Words = "", string? Href = null);

/// <summary>What was erased, when and for whom, as it is kept: numbers and codes, nothing personal.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Subject">The subject.</param>
/// <param name="What">As what they were known.</param>
/// <param name="Reason">One of <see cref="ErasePeople.Reasons"/>.</param>
/// <param name="By">User id, or the command line.</param>
/// <param name="At">When.</param>
/// <param name="Keys">Keys destroyed: every personal field of events under them reads as empty.</param>
/// <param name="Events">Events of their own stream that are kept without what was personal in them.</param>
/// <param name="Files">Files made unreadable.</param>
/// <param name="Mails">Captured mails deleted.</param>
/// <param name="Against">Codes of what stood against it: see <see cref="Obstacle"/>.</param>
/// <param name="Despite">Why it was done all the same, in the words of whoever decided.</param>
/// <param name="Scan">What was looked through afterwards; null when nothing to look for was readable any more.</param>
/// <param name="Known">By how much the person was known when the erasure was first carried out; null when that was not counted.</param>
/// <param name="Shared">What was done to files that hold many people; null in proofs from before that was counted.</param>
/// <param name="Unreadable">Events about them that could not be read, which is which and nothing of what they say; null when there was none.</param>
/// <param name="ByHand">Was something looked for that was named by hand and is not known to be theirs?</param>
/// <param name="InTheClear">Those of <paramref name="Unreadable"/> that are not all under destroyed keys; null in proofs that did not look.</param>
/// <param name="Lost">Those of <paramref name="Unreadable"/> whose key is missing though nobody destroyed it; null when there is none.</param>
/// <param name="Unnamed">Was something else looked for in the place of what they were known by? Numbers do not tell then what is lacking.</param>
/// <param name="NotAllKnown">Could their own stream not be read whole? Then they may have been known by more than was looked for.</param>
public sealed record ErasureProof(
    string Client, Guid Subject, string What, string Reason, string By, DateTimeOffset At, long Keys, long Events, long Files, long Mails,
    IReadOnlyList<string>? Against = null, string? Despite = null, ErasureScan? Scan = null, TraceCounts? Known = null,
    SharedFiles? Shared = null, IReadOnlyList<string>? Unreadable = null, bool ByHand = false,
    IReadOnlyList<string>? InTheClear = null, bool NotAllKnown = false, IReadOnlyList<string>? Lost = null,
    bool Unnamed = false)
{
    /// <summary>
    /// One of <see cref="ErasureStates"/>: done only when all that the person was known by was looked for everywhere, nothing was found, nothing can
    /// be said in the clear, and nobody else is probably the same person.
    /// </summary>
    public string State => Scan is { Hits.Count: > 0 } ? ErasureStates.Incomplete
        : Scan is null or { Same.Count: > 0 } or { Missed.Count: > 0 } || Lacks || NotAllKnown || InTheClear is { Count: > 0 }
            ? ErasureStates.Unproven : ErasureStates.Done;

    /// <summary>Each event that could not be read, and what became of it.</summary>
    [JsonIgnore]
    public IEnumerable<string> UnreadableWords =>
        (Unreadable ?? []).Select(which => InTheClear is null ? which : Said(which, InTheClear, Lost ?? []));

    internal static string Said(string which, IReadOnlyList<string> inTheClear, IReadOnlyList<string> lost) => which + (lost.Contains(which)
        ? " It was not looked at, and its key was not destroyed, as it was not here. This database takes it back no more; a copy of it elsewhere, "
            + "such as in an older backup's keys, could still read what it says."
        : inTheClear.Contains(which) ? " It may be readable: not all that it says is under a key that is destroyed. Have it looked at."
        : " It is silent now all the same: the key to what it says of the person is destroyed.");

    /// <summary>Was less looked for than the person was known by? Then it is to be named again.</summary>
    public bool Lacks => Unnamed || Known is { Any: true } && Scan?.Sought.Covers(Known) != true;
}

/// <summary>Where an erasure stands.</summary>
public static class ErasureStates
{
#pragma warning disable CS1591 // The words say it.
    public const string Erasing = "erasing", Scanning = "scanning", Done = "done", Incomplete = "incomplete", Unproven = "unproven";
#pragma warning restore CS1591

    /// <summary>Has it ended?</summary>
    public static bool IsOver(string state) => state is Done or Incomplete or Unproven;
}

/// <summary>What was looked through for somebody's mail addresses, phone numbers and name with reference, and what was found.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Mails">How many mail addresses were looked for.</param>
/// <param name="Phones">How many phone numbers.</param>
/// <param name="Names">How many names, each with any of the references.</param>
/// <param name="Tables">Tables read.</param>
/// <param name="Columns">Columns read in them.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Files">Files read: stored ones, captured mails, and those below the data folder.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Hits">Where the person is still found: must be empty.</param>
/// <param name="Others">Where other people's records hold the same mail address, number or name.</param>
/// <param name="Elsewhere">How many records of other clients do.</param>
/// <param name="NotRead">What could not be read, or is outside what can be: in words.</param>
/// <param name="Same">Others who are probably the same person: both name and a mail address or phone number are theirs as well.</param>
/// <param name="Missed">What others held all the time, so that only another look may read it: in words.</param>
/// <param name="References">By how many references a name was made certain.</param>
public sealed record ErasureScan(
    DateTimeOffset At, double Seconds, int Mails, int Phones, int Names, long Tables, long Columns, long Rows, long Files, long Bytes,
    IReadOnlyList<TracePlace> Hits, IReadOnlyList<TracePlace> Others, long Elsewhere, IReadOnlyList<string> NotRead,
    IReadOnlyList<Guid>? Same = null, IReadOnlyList<string>? Missed = null, int References = 0)
{
    /// <summary>By how much the person was looked for.</summary>
    [JsonIgnore]
    public TraceCounts Sought => new(Mails, Phones, Names, References);
}

/// <summary>A place at which somebody was found: never what stands there.</summary>
/// <param name="Place">Table and column, or file.</param>
/// <param name="Record">Whose record or which row, by id.</param>
/// <param name="Found">By what: <c>mail</c>, <c>phone</c>, <c>name-and-reference</c>.</param>
public sealed record TracePlace(string Place, string Record, string Found);

/// <summary>A legal hold that stands.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Matter">What it is for.</param>
/// <param name="PlacedBy">User id.</param>
/// <param name="PlacedAt">When.</param>
public sealed record LegalHold(string ClientId, Guid Subject, string Matter, string PlacedBy, DateTimeOffset PlacedAt);
