using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Event types that a module registered with <see cref="PlatformServices.AddEvents"/>.</summary>
/// <param name="Types">Sealed past-tense records of BCL primitives.</param>
public sealed record RegisteredEvents(IReadOnlyList<Type> Types);

/// <summary>How a module's older events are read, registered with <see cref="PlatformServices.AddUpcasts"/>.</summary>
/// <param name="Register">Calls <see cref="EventTypes.Upcast{T}"/>.</param>
public sealed record RegisteredUpcasts(Action<EventTypes> Register);
