using System.Runtime.CompilerServices;
using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Erasing;

/// <summary>What is about a person who may be erased.</summary>
internal interface IAboutSomebody
{
    bool IsErased { get; }
}

/// <summary>
/// Decides about somebody as <see cref="EventStoreExtensions.DecideAsync"/> does, and refuses when they were erased: asked of the stream itself, each
/// time that it is read anew, so that nothing is written behind the erasure.
/// </summary>
internal static class AboutSomebody
{
    public static Task<Result<T>> DecideAboutAsync<TState, T>(
        this EventStore store, Access access, string client, Guid stream, Guid command, Func<TState?, Result<Decision<T>>> decide,
        Action<EventSession, T>? also = null, CancellationToken ct = default, [CallerMemberName] string caller = "")
        where TState : class, IAboutSomebody => store.DecideAsync(
            access, client, stream, command, (TState? state) => state is { IsErased: true } ? new PersonErased() : decide(state), also, ct, caller);
}
