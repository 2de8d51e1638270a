using System.Linq.Expressions;
using System.Reflection;

namespace HybridBpo.Events;

/// <summary>
/// Folds events into an aggregate by Marten's conventions: <c>static T Create(E)</c>, <c>void Apply(E)</c>, <c>T Apply(E)</c>, each with an optional
/// <see cref="StoredEvent"/> behind. Events without a method are passed over; properties <c>Id</c> and <c>Version</c> that can be set are set.
/// </summary>
internal sealed class Fold<T>
    where T : class
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private readonly Dictionary<Type, Func<StoredEvent, T>> _create = [];
    private readonly Dictionary<Type, Func<T, StoredEvent, T>> _apply = [];
    private readonly Func<T>? _new;
    private readonly Action<T, Guid, long> _identify;

    private Fold()
    {
        foreach (var method in typeof(T).GetMethods(Any | BindingFlags.Static).Where(m => m.Name == "Create" && m.ReturnType == typeof(T) && Fits(m)))
        {
            var stored = Expression.Parameter(typeof(StoredEvent));
            _create[EventOf(method)] = Expression.Lambda<Func<StoredEvent, T>>(Expression.Call(method, Arguments(method, stored)), stored).Compile();
        }

        foreach (var method in typeof(T).GetMethods(Any | BindingFlags.Instance).Where(m => m.Name == "Apply" && Fits(m)))
            _apply[EventOf(method)] = Applier(method);
        if (_create.Count == 0 && _apply.Count == 0)
            throw new InvalidOperationException(
                $"{typeof(T)} has neither 'static {typeof(T).Name} Create(event)' nor 'Apply(event)': it cannot be folded.");
        if (typeof(T).GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, []) is { } constructor)
            _new = Expression.Lambda<Func<T>>(Expression.New(constructor)).Compile();
        _identify = Identifier();
    }

    public static Fold<T> Instance { get; } = new();

    /// <summary>Does any method take the <see cref="StoredEvent"/>, and so more than the event's data?</summary>
    public bool SeesStored { get; private set; }

    public T? Run(IReadOnlyList<StoredEvent> events)
    {
        T? state = null;
        foreach (var stored in events)
        {
            var type = stored.Data.GetType();
            if (state is null && _create.TryGetValue(type, out var create))
                state = create(stored);
            else if (_apply.TryGetValue(type, out var apply) && (state ?? _new?.Invoke()) is { } before)
                state = apply(before, stored);
        }

        if (state is not null)
            _identify(state, events[^1].StreamId, events[^1].Version);
        return state;
    }

    private bool Fits(MethodInfo method)
    {
        if (method.GetParameters() is [_])
            return true;
        var sees = method.GetParameters() is [_, var second] && second.ParameterType == typeof(StoredEvent);
        SeesStored |= sees;
        return sees;
    }

    private static Type EventOf(MethodInfo method) => method.GetParameters()[0].ParameterType;

    private static Expression[] Arguments(MethodInfo method, ParameterExpression stored)
    {
        var data = Expression.Convert(Expression.Property(stored, nameof(StoredEvent.Data)), EventOf(method));
        return method.GetParameters().Length == 1 ? [data] : [data, stored];
    }

    private static Func<T, StoredEvent, T> Applier(MethodInfo method)
    {
        var state = Expression.Parameter(typeof(T));
        var stored = Expression.Parameter(typeof(StoredEvent));
        Expression call = Expression.Call(state, method, Arguments(method, stored));
        if (method.ReturnType == typeof(void))
            call = Expression.Block(call, state);
        else if (method.ReturnType != typeof(T))
            throw new InvalidOperationException($"{typeof(T)}.Apply({EventOf(method).Name}) must return nothing or {typeof(T).Name}.");
        return Expression.Lambda<Func<T, StoredEvent, T>>(call, state, stored).Compile();
    }

    private static Action<T, Guid, long> Identifier()
    {
        var id = Settable("Id", typeof(Guid));
        var version = Settable("Version", typeof(long));
        return (state, stream, at) =>
        {
            id?.SetValue(state, stream);
            version?.SetValue(state, at);
        };
    }

    private static PropertyInfo? Settable(string name, Type type) =>
        typeof(T).GetProperty(name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance) is { CanWrite: true } property
        && property.PropertyType == type ? property : null;
}
