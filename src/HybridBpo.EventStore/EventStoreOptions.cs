using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>What an <see cref="EventStore"/> stands on.</summary>
public sealed class EventStoreOptions
{
    /// <summary>
    /// Connections to the database that has the schema <c>events</c>. Statements are prepared by Npgsql as they repeat, in the same round trip, if
    /// the connection string says so: see <see cref="Tuned"/>.
    /// </summary>
    public required NpgsqlDataSource DataSource { get; init; }

    /// <summary>The clock of all timestamps.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Name of the setting that every batch sets to its tenant, for row-level security on tables of queued statements.</summary>
    public string TenantSetting { get; init; } = "app.clients";

    /// <summary>
    /// 32 bytes that wrap the subjects' keys; kept apart from the database and its dumps. Needed once an event type has personal fields.
    /// </summary>
    public byte[] KeyEncryptionKey { get; init; } = [];

    /// <summary>
    /// The key pair that signs checkpoints (P-256, PKCS#8); null for one that the store makes once and keeps wrapped under the key-encryption key.
    /// </summary>
    public byte[]? SealKey { get; init; }

    /// <summary>
    /// The same while it may be changed under running hosts: the current key and others; null for <see cref="KeyEncryptionKey"/> alone.
    /// </summary>
    public KeyRing? KeyRing { get; init; }

    /// <summary>Where the daemons say what hinders them: kinds of errors and numbers of events, nothing personal.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Projections that run inside every append, in this order.</summary>
    public List<IInlineProjection> Inline { get; } = [];

    /// <summary>The event types.</summary>
    public EventTypes Events { get; } = new();

    /// <summary>
    /// The connection string with automatic preparation of statements turned on, unless it sets that itself. Then connections are not reset between
    /// their users either (seven statements that are parsed anew each time: a third of the throughput): nothing here sets anything that outlives its
    /// transaction, and whoever takes a lock of the session gives it back.
    /// </summary>
    /// <param name="connectionString">Any Npgsql connection string.</param>
    public static string Tuned(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.MaxAutoPrepare == 0)
        {
            builder.MaxAutoPrepare = 200;
            builder.AutoPrepareMinUsages = 2;
            builder.NoResetOnClose = true;
        }

        return builder.ConnectionString;
    }
}
