namespace HybridBpo.Hro.Screening;

/// <summary>Words of the visible text, exactly as they stand there, and where.</summary>
internal sealed record Quote(string Text, int Page, Box? Box);

/// <summary>A value read from the resume with the place it was read from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Confidence">0 to 1: how sure the rules are of their reading. It speaks of the parse, never of the person.</param>
/// <param name="Quote">Where it stands.</param>
internal sealed record Found<T>(T Value, double Confidence, Quote Quote);
