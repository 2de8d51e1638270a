namespace HybridBpo.Events;

/// <summary>Something is not as it was sealed; the first event to blame, if one can be named.</summary>
/// <param name="Seq">The event.</param>
/// <param name="Words">What is wrong.</param>
/// <param name="SealedAnew">
/// The seals fit what is stored, and not the checkpoint: sound is only what comes before the last of its marks that fits, and only the checkpoint's
/// own list can tell which event it was.
/// </param>
/// <param name="OfSeals">A seal is not as it was, or gone: that says nothing of the events, and the checkpoint's own list does.</param>
internal sealed record ChainProblem(long? Seq, string Words, bool SealedAnew = false, bool OfSeals = false);

/// <summary>How much of a log is sure: up to the last mark of the checkpoint that fits.</summary>
/// <param name="Blocks">Blocks.</param>
/// <param name="Events">Events in them.</param>
/// <param name="LastSeq">The last of them.</param>
/// <param name="Leaf">Its leaf; the beginning of the chain where there is none.</param>
internal sealed record ProvenPart(long Blocks, long Events, long LastSeq, byte[] Leaf);

/// <summary>Walks a client's chain, block after block, beside the events that are stored now and the marks of a checkpoint.</summary>
internal sealed class ChainCheck(string tenant, IReadOnlyList<CheckpointMark> marks)
{
    private byte[] _previous = SealBlock.Genesis(tenant);
    private int _nextMark;
    private long _firstSinceMark;

    public long Blocks { get; private set; }

    public long Events { get; private set; }

    /// <summary>Blocks and events up to the last mark that fits: where a log was sealed anew, no more is sure.</summary>
    public ProvenPart Proven { get; private set; } = new(0, 0, long.MinValue, SealBlock.Genesis(tenant));

    public long LastSeq { get; private set; }

    /// <summary>Behind this number begins what the next block must cover: no honest event has a number below 1, so one that has is found.</summary>
    public long After => Blocks == 0 ? long.MinValue : LastSeq;

    /// <summary>
    /// The first event that can be blamed when the chain ends before the checkpoint does: the first one after the last mark that fits, since what
    /// came between may have been sealed anew; null when its number is not known.
    /// </summary>
    public long? FirstCutOff => _firstSinceMark > 0 ? _firstSinceMark
        : _nextMark < marks.Count && marks[_nextMark] is { FirstSeq: > 0 } mark && mark.Block == Blocks + 1 ? mark.FirstSeq : null;

    public ChainProblem CutOff(Checkpoint checkpoint) => new(
        FirstCutOff,
        $"The checkpoint has {checkpoint.Blocks} blocks, the log only {Blocks}: the end was cut off. The checkpoint's events "
        + $"{(FirstCutOff is { } first ? $"from {first}" : $"after {LastSeq}")}{(checkpoint.LastSeq > 0 ? $" to {checkpoint.LastSeq}" : " on")} "
        + "are not proven any more.",
        SealedAnew: true);

    /// <summary>Checks the next block; <paramref name="events"/> are those stored from there on, and lose what the block covers.</summary>
    public ChainProblem? Next(SealRow block, Queue<(long Seq, byte[] Leaf)> events)
    {
        var problem = Problem(block, Blocks + 1) ?? Link(block) ?? Compare(SealBlock.Unpack(block.Leaves), events) ?? Marked(block);
        if (problem is not null)
            return problem;
        (Blocks, Events, LastSeq, _previous) = (block.Number, Events + block.Events, block.LastSeq, block.Hash);
        if (_nextMark > 0 && marks[_nextMark - 1].Block == Blocks)
            Proven = new ProvenPart(Blocks, Events, LastSeq, SealBlock.Unpack(block.Leaves)[^1].Leaf);
        return null;
    }

    /// <summary>Is the row whole in itself?</summary>
    public ChainProblem? Problem(SealRow block, long expected)
    {
        if (block.Number != expected)
            return new ChainProblem(null, $"Block {expected} is missing: its events can no longer be proven.", OfSeals: true);
        var leaves = SealBlock.Unpack(block.Leaves);
        var rising = leaves.Zip(leaves.Skip(1)).All(pair => pair.First.Seq < pair.Second.Seq);
        return leaves.Count > 0 && rising && leaves.Count == block.Events && leaves[0].Seq == block.FirstSeq && leaves[^1].Seq == block.LastSeq
            ? null
            : Broken(block);
    }

    private ChainProblem? Link(SealRow block)
    {
        var hash = SealBlock.Digest(_previous, block.Number, block.Leaves);
        return block.FirstSeq > LastSeq && block.Previous.AsSpan().SequenceEqual(_previous) && block.Hash.AsSpan().SequenceEqual(hash)
            ? null
            : Broken(block);
    }

    private ChainProblem Broken(SealRow block) => new(
        Math.Max(block.FirstSeq, LastSeq + 1),
        $"The seal of block {block.Number} (events {block.FirstSeq} to {block.LastSeq}) was changed: the chain breaks there.",
        OfSeals: true);

    private ChainProblem? Marked(SealRow block)
    {
        if (_firstSinceMark == 0)
            _firstSinceMark = block.FirstSeq;
        if (_nextMark == marks.Count || marks[_nextMark].Block != block.Number)
            return null;
        var mark = marks[_nextMark++];
        var first = mark.FirstSeq > 0 && (_nextMark == 1 ? 1 : marks[_nextMark - 2].Block + 1) == mark.Block ? mark.FirstSeq : _firstSinceMark;
        _firstSinceMark = 0;
        return mark.Hash == Convert.ToHexStringLower(block.Hash)
            ? null
            : new ChainProblem(
                Math.Min(first, block.FirstSeq),
                $"Block {block.Number} is not the one of the checkpoint: events from {Math.Min(first, block.FirstSeq)} to {block.LastSeq} "
                + "were rewritten and sealed anew.",
                SealedAnew: true);
    }

    /// <summary>Compares events as they were with those stored now, which lose what fits.</summary>
    public static ChainProblem? Compare(IReadOnlyList<(long Seq, byte[] Leaf)> then, Queue<(long Seq, byte[] Leaf)> now)
    {
        foreach (var (seq, leaf) in then)
        {
            if (Differs(seq, leaf, now.TryPeek(out var found) ? found : null) is { } problem)
                return problem;
            now.Dequeue();
        }

        return null;
    }

    /// <summary>
    /// An event as it was, and the one that stands there now. The leaf may be cut short: of a checkpoint's events only beginnings are kept.
    /// </summary>
    public static ChainProblem? Differs(long seq, byte[] leaf, (long Seq, byte[] Leaf)? now) => now switch
    {
        null => new ChainProblem(seq, $"Event {seq} is missing."),
        { Seq: var found } when found > seq => new ChainProblem(seq, $"Event {seq} is missing."),
        { Seq: var found } when found < seq => new ChainProblem(found, $"Event {found} was inserted after the seal."),
        { Leaf: var found } => found.AsSpan().StartsWith(leaf) ? null : new ChainProblem(seq, $"Event {seq} was changed."),
    };
}
