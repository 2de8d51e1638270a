using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Where seals were made anew, changed or taken away, the checkpoint's own list tells the first event that is not as it was: as far as the file can,
/// since it keeps eight bytes of each leaf. One that does not fit those was changed; one that does may have been, by somebody who tried for long.
/// </summary>
internal sealed class FirstOfCheckpoint(NpgsqlDataSource database, string tenant)
{
    private const int Page = 10_000;

    private const string NotAsItWas = "that is not as it was, as far as the file tells";

    private const string AsTheyWere =
        "The events themselves that the checkpoint covers are as they were, as far as the file tells: it keeps eight bytes of each one's hash.";

    private readonly Queue<(long Seq, byte[] Leaf)> _now = new();
    private long _read;

    /// <param name="problem">What is wrong with the seals.</param>
    /// <param name="checkpoint">Has the list, or not.</param>
    /// <param name="proven">The last mark that fits: everything up to it is as it was.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ChainProblem> Name(ChainProblem problem, Checkpoint? checkpoint, ProvenPart proven, CancellationToken ct)
    {
        if (checkpoint?.Leaves is not { } packed || proven.Events >= checkpoint.Events)
            return problem;
        var then = CheckpointLeaves.Unpack(packed, checkpoint.Format);
        var skip = proven.Events - (checkpoint.Events - then.Count);
        if (skip >= 0)
        {
            return await First(then.Skip((int)Math.Min(skip, then.Count)), proven.Leaf, proven.LastSeq, ct) is { } first
                ? problem with { Seq = first.Seq, Words = $"{problem.Words} The first {NotAsItWas}: {first.Words}" }
                : problem with { Seq = null, Words = $"{problem.Words} {AsTheyWere}" };
        }

        // The list holds only the newest, and begins behind what is proven: what it names is the first of them, not of all.
        var newest = $"{problem.Words} Of the newest {then.Count}, the first";
        if (then[0].IsMasked && await Anchor(then[0], proven.LastSeq, ct) is null)
            return problem with { Words = $"{newest} is not as it was." };
        var later = then[0].IsMasked && _now.TryDequeue(out var anchor)
            ? await First(then.Skip(1), anchor.Leaf, anchor.Seq, ct)
            : await First(then, proven.Leaf, then[0].Number - 1, ct);
        return later is not null
            ? problem with { Words = $"{newest} {NotAsItWas}: {later.Words}" }
            : problem;
    }

    private async Task<ChainProblem?> First(IEnumerable<NamedLeaf> then, byte[] leafBefore, long after, CancellationToken ct)
    {
        (_read, var before) = (after, leafBefore);
        _now.Clear();
        foreach (var leaf in then)
        {
            var found = await Peek(ct);
            if (EventCheck.Differs(leaf.NumberAfter(before), leaf.Beginning, found) is { } problem)
                return problem;
            before = _now.Dequeue().Leaf;
        }

        return null;
    }

    private async Task<(long Seq, byte[] Leaf)?> Anchor(NamedLeaf first, long after, CancellationToken ct)
    {
        _read = after;
        while (await Peek(ct) is { } found)
        {
            if (found.Leaf.AsSpan().StartsWith(first.Beginning))
                return found;
            _now.Dequeue();
        }

        return null;
    }

    private async Task<(long Seq, byte[] Leaf)?> Peek(CancellationToken ct)
    {
        if (_now.Count == 0)
        {
            foreach (var leaf in await SealRows.Leaves(database, tenant, _read, long.MaxValue, Page, ct))
                _now.Enqueue(leaf);
            _read = _now.Count > 0 ? _now.Last().Seq : _read;
        }

        return _now.TryPeek(out var next) ? next : null;
    }
}
