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
    /// has caught up readers stay with the old, then <see cref="SwapAsync"/> is called.
    /// </summary>
    int Version { get; }

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
