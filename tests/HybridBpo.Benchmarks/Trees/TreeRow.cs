namespace HybridBpo.Benchmarks.Trees;

/// <summary>One line of the result: the median of the rounds.</summary>
/// <param name="MemoryMb">What training took beside the input, at most.</param>
/// <param name="BytesPerRow">What scoring one row allocates; null where it is not known.</param>
internal sealed record TreeRow(
    string Case, string Who, int Threads, double FitSeconds, double RowsPerSecond, double OneRowUs, long? BytesPerRow, double LoadMs, double MemoryMb,
    double Auc, double LogLoss, double Ece10);

/// <summary>An aim and whether this run met it.</summary>
internal sealed record TreeAim(string Case, string Aim, double Ours, double Limit, bool Met);
