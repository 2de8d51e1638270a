namespace HybridBpo.Events;

/// <summary>Something is not as it was sealed; the first event to blame, if one can be named.</summary>
/// <param name="Seq">The event.</param>
/// <param name="Words">What is wrong.</param>
internal sealed record ChainProblem(long? Seq, string Words);

/// <summary>How much of a log is sure: up to the last mark of the checkpoint that fits.</summary>
/// <param name="Blocks">Blocks.</param>
/// <param name="Events">Events in them.</param>
/// <param name="LastSeq">The last of them.</param>
/// <param name="Leaf">Its leaf; the beginning of the chain where there is none.</param>
internal sealed record ProvenPart(long Blocks, long Events, long LastSeq, byte[] Leaf);

/// <summary>
/// Walks a client's seals, block after block, beside the marks of a checkpoint. Seals that fit each other may all have been made anew; only a mark
/// proves them, so what lies between two marks is nothing to compare events with before the second of them fits.
/// </summary>
internal sealed class ChainCheck(string tenant, IReadOnlyList<CheckpointMark> marks)
{
    private SealRow? _last;
    private int _nextMark;
    private long _firstSinceMark;

    /// <summary>How many blocks fit each other, from the first on.</summary>
    public long Blocks { get; private set; }

    /// <summary>How many events those cover.</summary>
    public long Events { get; private set; }

    /// <summary>Hash of the last of them, hexadecimal; it covers all of them.</summary>
    public string? LastHash => _last is null ? null : Convert.ToHexStringLower(_last.Hash);

    /// <summary>Blocks and events up to the last mark that fits: where a log was sealed anew, no more is sure.</summary>
    public ProvenPart Proven { get; private set; } = new(0, 0, long.MinValue, SealBlock.Genesis(tenant));

    /// <summary>Does the checkpoint reach further than what fits it so far?</summary>
    public bool IsCovered => _nextMark < marks.Count;

    /// <summary>Up to this block events are worth comparing with their seals.</summary>
    public long Sure => IsCovered ? Proven.Blocks : Blocks;

    private long LastSeq => _last?.LastSeq ?? 0;

    // The file knows the first event of its next block, or the seals say which one they have after the last mark that fits.
    private long? FirstUnproven => marks[_nextMark] is { FirstSeq: > 0 } mark && mark.Block == Proven.Blocks + 1 ? mark.FirstSeq
        : _firstSinceMark > 0 ? _firstSinceMark : null;

    /// <summary>How many blocks to read next: so many, and on to the next mark.</summary>
    public int Ahead(int page) => marks.Skip(_nextMark).FirstOrDefault(m => m.Block >= Blocks + page) is { } mark
        ? (int)Math.Min(mark.Block - Blocks, int.MaxValue)
        : page;

    public ChainProblem CutOff(Checkpoint checkpoint) => new(
        FirstUnproven,
        $"The checkpoint has {checkpoint.Blocks} blocks, the log only {Blocks}: the last seals were cut off. No seal proves the checkpoint's "
        + $"events {(FirstUnproven is { } first ? $"from {first}{(checkpoint.LastSeq > 0 ? "" : " on")}" : $"after {LastSeq}")}"
        + $"{(checkpoint.LastSeq > 0 ? $" to {checkpoint.LastSeq}" : "")} any more.");

    /// <summary>Checks the next block.</summary>
    public ChainProblem? Next(SealRow block)
    {
        if ((Whole(block) ?? Linked(block) ?? Marked(block)) is { } problem)
        {
            return IsCovered && FirstUnproven is { } first && !(problem.Seq <= first)
                ? new ChainProblem(first, $"{problem.Words} The seals prove no event from {first} on.")
                : problem;
        }

        (Blocks, Events, _last) = (block.Number, Events + block.Events, block);
        if (!IsCovered || marks[_nextMark].Block != Blocks)
        {
            _firstSinceMark = _firstSinceMark > 0 ? _firstSinceMark : block.FirstSeq;
            return null;
        }

        (_nextMark, _firstSinceMark) = (_nextMark + 1, 0);
        Proven = new ProvenPart(Blocks, Events, LastSeq, SealBlock.Unpack(block.Leaves)[^1].Leaf);
        return null;
    }

    // A row's numbers are compared with its leaves: a forged last number would have the whole log read at once.
    private ChainProblem? Whole(SealRow block)
    {
        if (block.Number != Blocks + 1)
            return new ChainProblem(null, $"Block {Blocks + 1} is missing: its events can no longer be proven.");
        var leaves = SealBlock.Unpack(block.Leaves);
        var rising = leaves.Zip(leaves.Skip(1)).All(pair => pair.First.Seq < pair.Second.Seq);
        var hash = SealBlock.Digest(block.Previous, block.Number, block.Leaves);
        return leaves.Count > 0 && rising && leaves.Count == block.Events && leaves[0].Seq == block.FirstSeq && leaves[^1].Seq == block.LastSeq
            && block.Hash.AsSpan().SequenceEqual(hash)
            ? null
            : Broken(block);
    }

    private ChainProblem? Linked(SealRow block)
    {
        if (block.FirstSeq > LastSeq && block.Previous.AsSpan().SequenceEqual(_last?.Hash ?? SealBlock.Genesis(tenant)))
            return null;
        if (_last is null || Blocks == Proven.Blocks)
            return Broken(block);
        // Both are whole in themselves: whoever seals a single block anew leaves the one behind it as the only one that does not fit.
        (Blocks, Events) = (Blocks - 1, Events - _last.Events);
        return new ChainProblem(
            _last.FirstSeq,
            $"Blocks {_last.Number} (events {_last.FirstSeq} to {_last.LastSeq}) and {block.Number} ({block.FirstSeq} to {block.LastSeq}) do not fit "
            + "each other: one of them was changed, or both.");
    }

    private ChainProblem Broken(SealRow block) => new(
        Math.Max(block.FirstSeq, LastSeq + 1),
        $"The seal of block {block.Number} (events {block.FirstSeq} to {block.LastSeq}) was changed: the chain breaks there.");

    private ChainProblem? Marked(SealRow block)
    {
        if (!IsCovered || marks[_nextMark].Block != block.Number || marks[_nextMark].Hash == Convert.ToHexStringLower(block.Hash))
            return null;
        var first = Math.Min(FirstUnproven ?? block.FirstSeq, block.FirstSeq);
        return new ChainProblem(
            first,
            $"Block {block.Number} is not the one of the checkpoint: events from {first} to {block.LastSeq} were rewritten and sealed anew.");
    }
}
