using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// A read model, or something else that follows the log, kept up by the <see cref="ProjectionDaemon"/>. Sees the events of all clients in the order
/// of <see cref="StoredEvent.Seq"/>, each exactly once as far as it writes in the given transaction.
/// </summary>
public interface IAsyncProjection
{
    /// <summary>Stable name, such as <c>search</c>; part of the name of its progress row.</summary>
    string Name { get; }

    /// <summary>
    /// 1, or more after its tables changed shape. A new version starts from the first event and fills tables of its own beside the old ones; until it
    /// has caught up readers stay with the old, then <see cref="SwapAsync"/> is called. Hosts of the version before go on filling the old tables as
    /// long as they run; a script of the release after drops those.
    /// </summary>
    int Version { get; }

    /// <summary>
    /// The event types whose content it reads; null for all that are registered. Events of other types come too, with <see cref="NotRead"/> as their
    /// data: what nobody needs is neither decrypted nor able to stop anybody, such as a kind that a newer host appends.
    /// </summary>
    IReadOnlyCollection<Type>? Reads => null;

    /// <summary>
    /// Applies events inside the transaction that also moves the progress. An exception undoes the transaction; one that is not transient stops the
    /// projection at the event that caused it, until an operator retries or skips that event.
    /// </summary>
    /// <param name="connection">The connection, with <see cref="EventStoreOptions.TenantSetting"/> set to <c>*</c>.</param>
    /// <param name="tx">The transaction; committed by the daemon.</param>
    /// <param name="events">The events, at least one. Among them may be many that are of no interest.</param>
    /// <param name="ct">Set when the host stops.</param>
    Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct);

    /// <summary>
    /// Empties what this version writes, before it starts from the first event. Use DELETE: readers then see the old rows until a rebuild commits.
    /// </summary>
    /// <param name="connection">The connection, as in <see cref="ApplyAsync"/>.</param>
    /// <param name="tx">The transaction; committed by the daemon.</param>
    /// <param name="ct">Set when the host stops.</param>
    Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct);

    /// <summary>
    /// Makes readers see this version, once, when it has first caught up; such as replacing a view. Nothing to do when there is only one.
    /// </summary>
    /// <param name="connection">The connection, as in <see cref="ApplyAsync"/>.</param>
    /// <param name="tx">The transaction; committed by the daemon.</param>
    /// <param name="ct">Set when the host stops.</param>
    Task SwapAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>Stands for the content of an event that a projection does not read.</summary>
public sealed record NotRead
{
    private NotRead()
    {
    }

    /// <summary>The only one.</summary>
    public static NotRead Instance { get; } = new();
}

/// <summary>
/// An asynchronous projection whose every row comes from one stream alone, so that the rows of one stream can be built anew while the rest stays.
/// </summary>
/// <remarks>
/// It keeps no copy of a personal field: it may have read the field just before its key was destroyed, and would write it just after the copies were
/// taken away.
/// </remarks>
public interface IStreamwiseProjection : IAsyncProjection
{
    /// <summary>Removes what came of one stream; its events are applied again in the same transaction.</summary>
    /// <param name="connection">The connection, as in <see cref="IAsyncProjection.ApplyAsync"/>.</param>
    /// <param name="tx">The transaction; committed by the daemon.</param>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="ct">Set when the host stops.</param>
    Task ResetStreamAsync(NpgsqlConnection connection, NpgsqlTransaction tx, string tenant, Guid stream, CancellationToken ct);
}
