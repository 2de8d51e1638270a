namespace HybridBpo.Platform;

/// <summary>What an erasure did to files that hold many people, such as a client's portfolio.</summary>
/// <param name="Rewritten">How many stand there without the person, for everybody else.</param>
/// <param name="Whole">How many could not be rewritten and were thrown away as a whole.</param>
public sealed record SharedFiles(long Rewritten, long Whole)
{
    /// <summary>There is no such file.</summary>
    public static SharedFiles None { get; } = new(0, 0);

    /// <summary>What several modules did.</summary>
    public SharedFiles And(SharedFiles other) => new(Rewritten + other.Rewritten, Whole + other.Whole);
}
