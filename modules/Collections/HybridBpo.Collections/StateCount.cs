namespace HybridBpo.Collections;

/// <summary>How many rows of a table are in a state.</summary>
internal sealed record StateCount(string State, long Count);
