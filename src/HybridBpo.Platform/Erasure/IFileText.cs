namespace HybridBpo.Platform;

/// <summary>Reads the text of documents as a module itself reads it, so that the erasure proof looks where the product looked.</summary>
public interface IFileText
{
    /// <summary>The text of the file; null when it is none that this module reads.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="ct">Cancellation.</param>
    Task<string?> ReadAsync(byte[] content, CancellationToken ct);
}
