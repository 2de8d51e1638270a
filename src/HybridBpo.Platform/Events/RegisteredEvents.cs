namespace HybridBpo.Platform;

/// <summary>Event types that a module registered with <see cref="PlatformServices.AddEvents"/>.</summary>
/// <param name="Types">Sealed past-tense records of BCL primitives.</param>
public sealed record RegisteredEvents(IReadOnlyList<Type> Types);
