namespace HybridBpo.Platform;

/// <summary>What an erasure looks for, held against what the person was known by.</summary>
/// <param name="Traces">All that is looked for.</param>
/// <param name="Known">What they were known by, as hashes: what was kept, and what is readable now. What is only told may not be theirs.</param>
/// <param name="Lacking">How much of it is neither readable nor told.</param>
/// <param name="Stranger">Something that was told in the place of what is lacking.</param>
/// <param name="ByHand">Is something looked for that they were not known by? Nobody can tell whether it is theirs, or mistyped.</param>
internal sealed record SoughtTraces(SubjectTraces Traces, string[] Known, TraceCounts Lacking, NotTheirs? Stranger, bool ByHand)
{
    private static readonly string[] Kinds = [TraceHashes.Mail, TraceHashes.Phone, TraceHashes.Name];

    public static SoughtTraces Of(PersonHashes hashes, IReadOnlyCollection<string> kept, SubjectTraces readable, SubjectTraces told)
    {
        var traces = readable.And(hashes.Sort(told, kept));
        var before = hashes.Before(traces, kept);
        traces = traces.And(before);
        string[] known = [.. kept.Union(hashes.Of(readable)).Union(hashes.Of(before))], sought = hashes.Of(traces);
        string[] lacking = [.. known.Except(sought)], beyond = [.. sought.Except(known)];
        var instead = Kinds.FirstOrDefault(kind => TraceHashes.Count(lacking, kind) > 0 && TraceHashes.Count(beyond, kind) > 0);
        return new SoughtTraces(
            traces, known, TraceHashes.Count(lacking, known),
            instead is null ? null : new NotTheirs(instead, TraceHashes.Count(known, instead)), beyond.Length > 0);
    }
}
