namespace HybridBpo.Platform;

/// <summary>How a private PostgreSQL is started.</summary>
/// <param name="DataFolder">The product's data folder; the server lives in <c>postgres</c> below it.</param>
public sealed record PrivatePostgresOptions(string DataFolder)
{
    /// <summary>Folder of PostgreSQL's programs; null looks in the usual places.</summary>
    public string? Binaries { get; init; }

    /// <summary>May the product's role make databases? Only tests need it.</summary>
    public bool MayCreateDatabases { get; init; }

    /// <summary>Further settings of the server, such as <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long to wait for another process that is starting or stopping the same server.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The private PostgreSQL did not start; the message says why.</summary>
public sealed record PostgresNotStarted(string Message) : Unavailable(Message);
