using HybridBpo.Platform.Scanning;

namespace HybridBpo.Platform;

/// <summary>
/// Erases people for those who may, refuses while a legal hold stands, and keeps a proof. Only people whom a module can erase completely are found.
/// </summary>
/// <remarks>
/// Nothing that a person is recognised by is logged, or stored but as keyed hashes: what is told here goes into memory and no further.
/// </remarks>
public sealed class ErasePeople
{
    private const int MostText = 200, MostWhy = 300;
    private readonly Database database;
    private readonly ErasureWork work;
    private readonly Erasure erasure;
    private readonly ErasureRuns runs;
    private readonly LegalHolds holds;
    private readonly TraceHashes hashes;
    private readonly IReadOnlyList<ISubjectEraser> erasers;
    private readonly TimeProvider time;

    internal ErasePeople(
        Database database, ErasureWork work, Erasure erasure, ErasureRuns runs, LegalHolds holds, TraceHashes hashes,
        IEnumerable<ISubjectEraser> erasers, TimeProvider time) =>
        (this.database, this.work, this.erasure, this.runs, this.holds, this.hashes, this.erasers, this.time) =
            (database, work, erasure, runs, holds, hashes, [.. erasers], time);

    /// <summary>Why somebody may be erased: codes with their words.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["request"] = "the person asked for it",
        ["retention"] = "the time for which it is kept is over",
        ["unlawful"] = "it should not have been kept",
    };

    /// <summary>People of a client by code, reference or id.</summary>
    public async Task<Result<IReadOnlyList<SubjectFound>>> FindAsync(Access access, string client, string text, CancellationToken ct)
    {
        if (Refused(access, client) is { } refusal)
            return refusal;
        var found = new List<SubjectFound>();
        // Nobody's code has a control character, and the database cannot be asked for every one of them.
        foreach (var eraser in text.Any(char.IsControl) || text.Length > MostText ? [] : erasers)
            found.AddRange(await eraser.FindAsync(client, text.Trim(), ct));
        return found;
    }

    /// <summary>The same, and by name, phone or mail address for those who may read them.</summary>
    public async Task<Result<IReadOnlyList<SubjectFound>>> FindByContactAsync(Access access, string client, string text, CancellationToken ct)
    {
        if (!(await FindAsync(access, client, text, ct)).Is(out var byCode, out var refusal))
            return refusal;
        var found = byCode.ToList();
        foreach (var eraser in text.Any(char.IsControl) || text.Length > MostText || text.Trim().Length < 3 ? [] : erasers)
            found.AddRange(await eraser.FindByContactAsync(access, client, text.Trim(), ct));
        return found.DistinctBy(who => who.Id).ToList();
    }

    /// <summary>What tells people from each other, by id: to each asker only what they may read.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyDictionary<Guid, SubjectLook>> DescribeAsync(Access access, string client, Guid[] subjects, CancellationToken ct)
    {
        var looks = new Dictionary<Guid, SubjectLook>();
        foreach (var eraser in subjects.Length == 0 || !access.Sees(client) ? [] : erasers)
            foreach (var (id, look) in await eraser.DescribeAsync(access, client, subjects, ct)) looks[id] = look;
        return looks;
    }

    /// <summary>What stands against erasing somebody, for whoever decides.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="whole">In files of many people and in the log too, which are read for it? So for the one who is to be erased.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<IReadOnlyList<Obstacle>>> ObstaclesAsync(
        Access access, string client, Guid subject, bool whole, CancellationToken ct)
    {
        if (Refused(access, client) is { } refusal)
            return refusal;
        var against = new List<Obstacle>();
        foreach (var eraser in erasers)
            against.AddRange(await eraser.ObstaclesAsync(client, subject, ct));
        if (whole && (await FindAsync(access, client, subject.ToString("D"), ct)).Value is [var who, ..])
        {
            var readable = await ReadableAsync(client, who, ct);
            against.AddRange(await InWholeAsync(client, subject, readable, await erasure.UnreadAsync(client, subject, readable.Own, ct), ct));
        }

        return against;
    }

    /// <summary>Erases somebody, and waits for the proof. Not to be undone.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject, as <see cref="FindAsync"/> gives it.</param>
    /// <param name="reason">One of <see cref="Reasons"/>.</param>
    /// <param name="ct">Cancellation; what was begun is ended all the same.</param>
    /// <param name="despite">Why it is done though something stands against it; null when nothing may.</param>
    /// <param name="told">What else the person is known by: it is looked for as well.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="proving">Is it to be proven that nothing is left, where <see cref="SubjectTraces"/> are lacking?</param>
    /// <returns>The proof, or why not.</returns>
    public async Task<Result<ErasureProof>> EraseAsync(
        Access access, string client, Guid subject, string reason, CancellationToken ct, string? despite = null, SubjectTraces? told = null,
        IProgress<ErasureProgress>? progress = null, Proving proving = Proving.IfPossible) =>
        (await BeginAsync(access, client, subject, reason, ct, despite, told, progress, proving)).Is(out var begun, out var refusal)
            ? await begun.Proof : refusal;

    /// <summary>Begins to erase somebody; the proof comes later, and <see cref="ErasureRuns"/> shows how far it is.</summary>
    /// <inheritdoc cref="EraseAsync"/>
    public async Task<Result<ErasureBegun>> BeginAsync(
        Access access, string client, Guid subject, string reason, CancellationToken ct, string? despite = null, SubjectTraces? told = null,
        IProgress<ErasureProgress>? progress = null, Proving proving = Proving.IfPossible)
    {
        if (!Reasons.ContainsKey(reason))
            return new Invalid($"Choose why: {string.Join("; ", Reasons.Values)}.");
        despite = string.IsNullOrWhiteSpace(despite) ? null : despite.Trim();
        if (despite?.Length > MostWhy || despite?.Any(char.IsControl) == true)
            return new Invalid($"Say in at most {MostWhy} characters why it is erased all the same.");
        if (!(await FindAsync(access, client, subject.ToString("D"), ct)).Is(out var known, out var refusal))
            return refusal;
        if (known is not [var who, ..])
            return new NotFound("There is nobody of that id whose data can be erased.");
        var (against, readable) = (
            (await ObstaclesAsync(access, client, subject, whole: false, ct)).Value.ToList(), await ReadableAsync(client, who, ct));
        var unread = await erasure.UnreadAsync(client, subject, readable.Own, ct);
        against.AddRange(await InWholeAsync(client, subject, readable, unread, ct));
        if (against.Any(o => o.Stands))
            return new HeldWithOthers([.. against.Where(o => o.Stands)]);
        if (against.Any(o => o.Passes))
            return new NotAtThisMoment([.. against.Where(o => o.Passes)]);
        var order = new ErasureOrder(
            access, client, who, reason, against, against.Count == 0 ? null : despite, readable, unread, Ids.New(time));
        if (!(await TakeAsync(order, told ?? SubjectTraces.None, proving, ct)).Is(out var taken, out var why))
            return why;
        var (erased, proof) = work.Start(taken, progress);
        return new ErasureBegun(order.Runner, who.What, erased, proof);
    }

    /// <summary>
    /// By how much somebody was known, of what is not readable any more: a later look proves nothing before all of it is named by hand.
    /// </summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="who">The person, as <see cref="FindAsync"/> gives them.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<TraceCounts> LackingAsync(Access access, string client, SubjectFound who, CancellationToken ct) =>
        Refused(access, client) is not null || await runs.KnownAsync(access, client, who.Id, ct) is not [_, ..] kept ? new TraceCounts(0, 0, 0)
            : SoughtTraces.Of(
                await hashes.ForAsync(client, who.Id, ct), kept, await ReadableAsync(client, who, ct), SubjectTraces.None).Lacking;

    /// <summary>
    /// What nobody could prove, before anybody is erased: tables of others in the database that the product may not read, and what lets it.
    /// </summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<string>> ClosedAsync(Access access, CancellationToken ct) =>
        access.May(Act.ErasePeople) ? await ClosedTables.ForeseeAsync(database, ct) : [];

    // A code makes a name certain.
    private async Task<SubjectTraces> ReadableAsync(string client, SubjectFound who, CancellationToken ct) =>
        (SubjectTraces.None with { References = [who.Code] }).And(await erasure.TracesAsync(client, who.Id, ct));

    // What is found only by reading files and streams.
    private async Task<IReadOnlyList<Obstacle>> InWholeAsync(
        string client, Guid subject, SubjectTraces readable, Unread unread, CancellationToken ct)
    {
        var against = unread.Against.ToList();
        foreach (var eraser in erasers)
            against.AddRange(await eraser.ObstaclesInFilesAsync(client, subject, readable, ct));
        return against;
    }

    /// <summary>
    /// Places a legal hold. Several matters may hold the same person; one that stands for the same matter answers <see cref="HeldAlready"/>; an
    /// erasure that was begun and did not end answers <see cref="ErasureNotEnded"/>.
    /// </summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="matter">What it is for, 1 to 200 characters without names.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> PlaceHoldAsync(Access access, string client, Guid subject, string matter, CancellationToken ct)
    {
        matter = matter.Trim();
        if (matter.Length is 0 or > 200 || matter.Any(char.IsControl))
            return new Invalid("Say in 1 to 200 characters what the hold is for, such as a docket number.");
        if (!(await FindAsync(access, client, subject.ToString("D"), ct)).Is(out var known, out var refusal))
            return refusal;
        return known.Count == 0 ? new NotFound("There is nobody of that id.") : await holds.PlaceAsync(access, client, subject, matter, ct);
    }

    /// <summary>Lifts the legal hold of one matter; those of others stand on.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="matter">The matter, as the hold names it.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> LiftHoldAsync(Access access, string client, Guid subject, string matter, CancellationToken ct) =>
        Refused(access, client) is { } refusal ? refusal : await holds.LiftAsync(access, client, subject, matter, ct);

    /// <summary>Proofs of what was erased, the latest first; at most <see cref="ErasureRuns.ShownMost"/>.</summary>
    public async Task<IReadOnlyList<ErasureProof>> ProofsAsync(Access access, CancellationToken ct) =>
        [.. (await runs.ListAsync(access, ct)).Select(run => run.Proven).OfType<ErasureProof>()];

    // Looked at and taken under one lock: a hold and an erasure at the same moment take turns.
    private async Task<Result<ErasureOrder>> TakeAsync(ErasureOrder order, SubjectTraces told, Proving proving, CancellationToken ct)
    {
        var (client, subject) = (order.Client, order.Who.Id);
        var person = await hashes.ForAsync(client, subject, ct);
        return await database.InTransactionAsync<Result<ErasureOrder>>(order.Access, async (connection, _) =>
        {
            await LegalHolds.LockAsync(connection, client, subject);
            if (await LegalHolds.StandingAsync(connection, client, subject) is { } matters) return new HeldByLaw(matters);
            var unfinished = await ErasureRuns.UnfinishedAsync(connection, client, subject);
            if (unfinished is { Alive: true }) return unfinished.Busy;
            var sought = SoughtTraces.Of(person, await ErasureRuns.KnownAsync(connection, client, subject), order.Traces, told);
            if (sought.Stranger is { } stranger && proving != Proving.Without) return stranger;
            if (proving == Proving.Must && sought.Lacking.Any) return new NameAll(sought.Lacking);
            // What was begun is ended, whether or not anything can be proven.
            if (unfinished is null && await ErasureRuns.EndedAsync(connection, client, subject) is { } before && Again(before, sought.Traces, told)
                is { } why) return why;
            if (order.Against.Count > 0 && order.Despite is null) return new DutyToKeep(order.Against);
            var known = await ErasureRuns.BeginAsync(connection, order, sought.Known, time.GetUtcNow());
            return order with { Traces = sought.Traces, Known = known, ByHand = sought.ByHand, Unnamed = sought.Stranger is not null };
        }, ct);
    }

    // Done is done, unless something more is told; what was not proven is proven only by somebody who names it again.
    private static Refusal? Again(ErasureEnd before, SubjectTraces sought, SubjectTraces told) =>
        TraceCounts.Of(told with { References = sought.References }).Any ? null
        : before.State == ErasureStates.Done ? new ErasedAlready(before.BeganAt)
        : TraceCounts.Of(sought).Any ? null : new NothingToLookFor(before.State);

    private static Refusal? Refused(Access access, string client) =>
        !access.May(Act.ErasePeople) ? new Forbidden("Only a compliance officer erases people and places legal holds.")
        : !access.Sees(client) ? new NotFound($"There is no client {client}.") : null;
}

/// <summary>Whether an erasure is to be proven.</summary>
public enum Proving
{
    /// <summary>As far as it can be; something that is named in the place of what is lacking answers <see cref="NotTheirs"/>.</summary>
    IfPossible,

    /// <summary>And only if it can be: whatever is lacking answers <see cref="NameAll"/>.</summary>
    Must,

    /// <summary>Not at all: what is lacking is not at hand, and whatever else is named is looked for all the same.</summary>
    Without,
}

/// <summary>An erasure that has begun.</summary>
/// <param name="Id">Of the run: see <see cref="ErasureRuns"/>.</param>
/// <param name="What">As what the person was known.</param>
/// <param name="Erased">Ends when everything is erased; what failed until then is its exception.</param>
/// <param name="Proof">Ends with the proof.</param>
public sealed record ErasureBegun(Guid Id, string What, Task Erased, Task<ErasureProof> Proof);
