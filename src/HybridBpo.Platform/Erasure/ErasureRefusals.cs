namespace HybridBpo.Platform;

/// <summary>A legal hold stands: nothing about the person is erased.</summary>
/// <param name="Matters">What is held for; several are parted by semicolons.</param>
public sealed record HeldByLaw(string Matters)
    : Conflict($"A legal hold stands ({Matters}): what is known about this person must be kept. Lift it first, when its matter is over.")
{
    /// <inheritdoc/>
    public override string Heading => "A legal hold stands";
}

/// <summary>A legal hold for the same matter stands already: nothing was placed.</summary>
public sealed record HeldAlready(string Matter) : Conflict($"A legal hold for {Matter} stands already. Name another matter to place a second one.")
{
    /// <inheritdoc/>
    public override string Heading => "A legal hold stands";
}

/// <summary>The person's data was erased before.</summary>
public sealed record ErasedAlready(DateTimeOffset At) : Conflict($"This person was erased on {At:d MMM yyyy HH:mm} UTC; the proof is kept.")
{
    /// <inheritdoc/>
    public override string Heading => "Erased already";
}

/// <summary>What the person was recognised by is gone, and whether anything of theirs is left was not proven: it is to be named again.</summary>
/// <param name="Before">What came of it: one of <see cref="ErasureStates"/>.</param>
public sealed record NothingToLookFor(string Before) : Conflict(
    "This person was erased, but " + (Before == ErasureStates.Incomplete ? "was still found afterwards" : "not all of it could be proven")
    + ", and nothing by which they could be recognised is readable any more. Name their mail addresses, phone numbers and names again (Look for this "
    + "as well, or --also on the command line): only hashes of them are kept, until all is proven.")
{
    /// <inheritdoc/>
    public override string Heading => "Say what to look for";
}

/// <summary>Something was named in the place of what the person was known by and is lacking: looking for it would prove nothing.</summary>
/// <param name="Kind">A mail address, a phone number or a name: one of the kinds of <see cref="TraceHashes"/>.</param>
/// <param name="Known">How many of the kind were known.</param>
public sealed record NotTheirs(string Kind, int Known) : Invalid(Words(Kind, Known))
{
    private static string Words(string kind, int known)
    {
        var (one, many, hint) = kind switch
        {
            TraceHashes.Mail => ("mail address", "mail addresses", "Look for a typing error"),
            TraceHashes.Phone => ("phone number", "phone numbers", "Write it as it was known, with the country's code where it had one"),
            _ => ("name", "names", "Write it as it was known, with its accents; capitals, blanks and middle names do not matter"),
        };
        return $"A {one} that was named is {(known == 1 ? $"not the {one} that was known" : $"none of the {known} {many} that were known")}, and not "
            + $"all of those are named. {hint}. Whoever does not know it leaves that line out, and then nothing is proven. Nothing was looked "
                + "through.";
    }
}

/// <summary>Part of what the person was known by is not named: without it nothing would be proven.</summary>
/// <param name="Lacking">How much is to be named.</param>
public sealed record NameAll(TraceCounts Lacking) : Invalid(
    $"Name {Lacking.Words} of theirs as well, as they were known: they are readable no more, and without them nothing is proven.");

/// <summary>The person is being erased: it is too late for a hold, and once is enough.</summary>
/// <param name="Seconds">For so long nobody else carries it on, though whoever carries it out died.</param>
public sealed record BeingErased(int Seconds) : Conflict(
    "This person is being erased at this moment; the page Erasure shows how far it is. If what carried it out was killed or its machine went down, "
    + $"nothing is lost: erase them again in {CountText.Of(Math.Max(1, Seconds), "second")}, and it goes on where it stopped.")
{
    /// <inheritdoc/>
    public override string Heading => "Being erased";
}

/// <summary>An erasure of the person was begun and did not end: it is too late for a hold, and only its end is left.</summary>
/// <param name="Began">When it was begun.</param>
public sealed record ErasureNotEnded(DateTimeOffset Began)
    : Conflict($"The erasure of this person was begun on {Day(Began)} and did not end. Part of what was known about them is gone, so a legal hold "
        + "could not keep it. End the erasure: find the person on the page Erasure, or with ./run.sh erase, and erase them.")
{
    /// <inheritdoc/>
    public override string Heading => "Erasure not ended";

    internal static string Day(DateTimeOffset began) => $"{began:d MMM yyyy HH:mm} UTC";
}

/// <summary>What would have to go with the person must be kept for somebody else.</summary>
public sealed record HeldWithOthers(IReadOnlyList<Obstacle> Standing)
    : Conflict($"Against it stand: {string.Join("; ", Standing.Select(o => o.Words))}. As long as that is so, nobody is erased here.")
{
    /// <inheritdoc/>
    public override string Heading => "A legal hold stands";
}

/// <summary>Something is under way that would write about the person again.</summary>
public sealed record NotAtThisMoment(IReadOnlyList<Obstacle> Passing)
    : Conflict($"Not at this moment: {string.Join("; ", Passing.Select(o => o.Words))}. Carry it out again in some minutes.");

/// <summary>The law usually wants what stands here to be kept, or another version should do it: somebody decides, and says why.</summary>
public sealed record DutyToKeep(IReadOnlyList<Obstacle> Standing)
    : Conflict($"Against it stand: {string.Join("; ", Standing.Select(o => o.Words))}. Say why it is erased all the same, or leave it.")
{
    /// <inheritdoc/>
    public override string Heading => "Something stands against it";
}
