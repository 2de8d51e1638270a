namespace HybridBpo.Platform;

/// <summary>Somebody whose data can be erased, as a module knows them: by code, never by name.</summary>
/// <param name="Id">The subject.</param>
/// <param name="Code">Their code, such as "7K2M".</param>
/// <param name="What">Such as "Candidate 7K2M".</param>
/// <param name="Detail">In which matter.</param>
public sealed record SubjectFound(Guid Id, string Code, string What, string Detail);

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
public sealed record ErasureProof(
    string Client, Guid Subject, string What, string Reason, string By, DateTimeOffset At, long Keys, long Events, long Files, long Mails);

/// <summary>A legal hold that stands.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Matter">What it is for.</param>
/// <param name="PlacedBy">User id.</param>
/// <param name="PlacedAt">When.</param>
public sealed record LegalHold(string ClientId, Guid Subject, string Matter, string PlacedBy, DateTimeOffset PlacedAt);

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
