using System.Text.Json;

namespace HybridBpo.Platform;

/// <summary>An internal message on its way.</summary>
/// <param name="Id">Stays the same over all tries: use it as command id.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Kind">Which handler it is for.</param>
/// <param name="Json">What it says.</param>
/// <param name="Attempt">1 for the first try.</param>
public sealed record Message(Guid Id, string Client, string Kind, string Json, int Attempt)
{
    /// <summary>What it says, as it was given to <see cref="EventStoreExtensions.Send{T}"/>.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Json) ?? throw new JsonException($"The message {Kind} {Id} is empty.");
}

/// <summary>Handles the messages of one kind. Registered as a singleton; several may be handled at once.</summary>
public interface IMessageHandler
{
    /// <summary>The kind, such as <c>inbox.open-case</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Handles one message; must be harmless when the same message comes again. Throwing means: try again later; after 10 tries the message waits for
    /// a person.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="ct">Set when the host stops or the lease on the message is lost.</param>
    Task HandleAsync(Message message, CancellationToken ct);
}
