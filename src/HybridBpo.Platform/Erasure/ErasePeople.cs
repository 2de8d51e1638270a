namespace HybridBpo.Platform;

/// <summary>
/// Erases people for those who may, refuses while a legal hold stands, and keeps a proof. Only people whom a module can erase completely are found.
/// </summary>
/// <remarks>Nothing that a person is recognised by is stored or logged: what is told here goes into memory and no further.</remarks>
public sealed class ErasePeople
{
    private const int MostText = 200, MostWhy = 300;
    private readonly Database database;
    private readonly ErasureWork work;
    private readonly ErasureRuns runs;
    private readonly LegalHolds holds;
    private readonly IReadOnlyList<ISubjectEraser> erasers;
    private readonly TimeProvider time;

    internal ErasePeople(
        Database database, ErasureWork work, ErasureRuns runs, LegalHolds holds, IEnumerable<ISubjectEraser> erasers, TimeProvider time) =>
        (this.database, this.work, this.runs, this.holds, this.erasers, this.time) = (database, work, runs, holds, [.. erasers], time);

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

    /// <summary>What stands against erasing somebody, for whoever decides.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ErasePeople"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="inFiles">In files of many people too, which are read for it? So for the one who is meant, and not for each of a list.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<IReadOnlyList<Obstacle>>> ObstaclesAsync(
        Access access, string client, Guid subject, bool inFiles, CancellationToken ct)
    {
        if (Refused(access, client) is { } refusal)
            return refusal;
        var all = new List<Obstacle>();
        foreach (var eraser in erasers)
            all.AddRange(await eraser.ObstaclesAsync(client, subject, ct));
        foreach (var eraser in inFiles ? erasers : [])
            all.AddRange(await eraser.ObstaclesInFilesAsync(client, subject, ct));
        return all;
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
    /// <returns>The proof, or why not.</returns>
    public async Task<Result<ErasureProof>> EraseAsync(
        Access access, string client, Guid subject, string reason, CancellationToken ct, string? despite = null, SubjectTraces? told = null,
        IProgress<ErasureProgress>? progress = null) =>
        (await BeginAsync(access, client, subject, reason, ct, despite, told, progress)).Is(out var begun, out var refusal)
            ? await begun.Proof : refusal;

    /// <summary>Begins to erase somebody; the proof comes later, and <see cref="ErasureRuns"/> shows how far it is.</summary>
    /// <inheritdoc cref="EraseAsync"/>
    public async Task<Result<ErasureBegun>> BeginAsync(
        Access access, string client, Guid subject, string reason, CancellationToken ct, string? despite = null, SubjectTraces? told = null,
        IProgress<ErasureProgress>? progress = null)
    {
        if (!Reasons.ContainsKey(reason))
            return new Invalid($"Say why: {string.Join(", ", Reasons.Keys)}.");
        despite = string.IsNullOrWhiteSpace(despite) ? null : despite.Trim();
        if (despite?.Length > MostWhy || despite?.Any(char.IsControl) == true)
            return new Invalid($"Say in at most {MostWhy} characters why it is erased all the same.");
        if (!(await FindAsync(access, client, subject.ToString("D"), ct)).Is(out var known, out var refusal))
            return refusal;
        if (known is not [var who, ..])
            return new NotFound("There is nobody of that id whose data can be erased.");
        var against = (await ObstaclesAsync(access, client, subject, inFiles: true, ct)).Value;
        if (against.Any(o => o.Stands))
            return new HeldWithOthers([.. against.Where(o => o.Stands)]);
        if (against.Any(o => o.Passes))
            return new NotAtThisMoment([.. against.Where(o => o.Passes)]);
        // Before anything is erased: how much the person is known by is counted, and a code makes a name certain.
        var traces = told ?? SubjectTraces.None;
        foreach (var eraser in erasers) traces = traces.And(await eraser.TracesAsync(client, subject, ct));
        var order = new ErasureOrder(
            access, client, who, reason, against, against.Count == 0 ? null : despite,
            traces.And(SubjectTraces.None with { References = [who.Code] }), Ids.New(time));
        if (!(await TakeAsync(order, told is not null && TraceCounts.Of(told with { References = order.Traces.References }).Any, ct))
            .Is(out var taken, out var why))
            return why;
        var (erased, proof) = work.Start(taken, progress);
        return new ErasureBegun(order.Runner, who.What, erased, proof);
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
    private Task<Result<ErasureOrder>> TakeAsync(ErasureOrder order, bool isToldMore, CancellationToken ct) =>
        database.InTransactionAsync<Result<ErasureOrder>>(order.Access, async (connection, _) =>
        {
            var (client, subject) = (order.Client, order.Who.Id);
            await LegalHolds.LockAsync(connection, client, subject);
            if (await LegalHolds.StandingAsync(connection, client, subject) is { } matters) return new HeldByLaw(matters);
            if (await ErasureRuns.UnfinishedAsync(connection, client, subject) is { Alive: true }) return new BeingErased();
            if (await ErasureRuns.EndedAsync(connection, client, subject) is { } before && Again(before, order, isToldMore) is { } why) return why;
            if (order.Against.Count > 0 && order.Despite is null) return new DutyToKeep(order.Against);
            return order with { Known = await ErasureRuns.BeginAsync(connection, order, time.GetUtcNow()) };
        }, ct);

    // Done is done, unless something more is told; what was not proven is proven only by somebody who names it again.
    private static Refusal? Again(ErasureEnd before, ErasureOrder order, bool isToldMore) =>
        isToldMore ? null
        : before is { State: ErasureStates.Done, NotAllRead: false } ? new ErasedAlready(before.BeganAt)
        : TraceCounts.Of(order.Traces).Any ? null : new NothingToLookFor(before.State);

    private static Refusal? Refused(Access access, string client) =>
        !access.May(Act.ErasePeople) ? new Forbidden("Only a compliance officer erases people and places legal holds.")
        : !access.Sees(client) ? new NotFound($"There is no client {client}.") : null;
}

/// <summary>An erasure that has begun.</summary>
/// <param name="Id">Of the run: see <see cref="ErasureRuns"/>.</param>
/// <param name="What">As what the person was known.</param>
/// <param name="Erased">Ends when everything is erased; what failed until then is its exception.</param>
/// <param name="Proof">Ends with the proof.</param>
public sealed record ErasureBegun(Guid Id, string What, Task Erased, Task<ErasureProof> Proof);
