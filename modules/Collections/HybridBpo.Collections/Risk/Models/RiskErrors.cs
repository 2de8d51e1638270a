using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>The data cannot be learnt from.</summary>
internal sealed record CannotTrain(string Message) : Invalid(Message);

/// <summary>A model file or folder cannot be read.</summary>
internal sealed record ModelUnreadable(string Message) : Invalid(Message);

/// <summary>The data at hand cannot feed the model: these columns are absent or of the other kind.</summary>
internal sealed record ModelNeedsColumns(IReadOnlyList<string> Missing, IReadOnlyList<string> OtherKind, string Message) : Invalid(Message);

/// <summary>A file or folder cannot be written.</summary>
internal sealed record CannotWrite(string Message) : Invalid(Message);
