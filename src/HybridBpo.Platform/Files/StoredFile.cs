namespace HybridBpo.Platform;

/// <summary>A file as it is kept.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Id">The file.</param>
/// <param name="SubjectId">Whose key it is encrypted under.</param>
/// <param name="Name">Its name as it came, without folders; empty once its subject was erased or it is no longer kept.</param>
/// <param name="ContentType">What kind of file the uploader said it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content in hexadecimal.</param>
/// <param name="AddedAt">When it was added.</param>
/// <param name="ExpiresAt">When its content is thrown away; null for never.</param>
public sealed record StoredFile(
    string ClientId,
    Guid Id,
    Guid SubjectId,
    string Name,
    string ContentType,
    long Bytes,
    string Sha256,
    DateTimeOffset AddedAt,
    DateTimeOffset? ExpiresAt);

/// <summary>A file to be kept.</summary>
/// <param name="Id">Its id, chosen by the caller; the same id again is refused.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="SubjectId">Whose key it is encrypted under: the person it is about, or the import.</param>
/// <param name="Name">Its name as it came.</param>
/// <param name="ContentType">What kind of file the uploader said it is.</param>
/// <param name="MostBytes">A longer one is refused.</param>
/// <param name="ExpiresAt">When its content is thrown away; null for never.</param>
public sealed record NewFile(
    Guid Id, string Client, Guid SubjectId, string Name, string ContentType, long MostBytes = FileStore.MostBytes, DateTimeOffset? ExpiresAt = null);

/// <summary>The file is longer than it may be; nothing was kept.</summary>
public sealed record FileOverLimit(string Message) : TooLarge(Message);

/// <summary>There is a file with that id already.</summary>
public sealed record FileExists(string Message) : Conflict(Message);
