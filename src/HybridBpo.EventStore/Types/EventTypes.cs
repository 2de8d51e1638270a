using System.Text.Json.Nodes;

namespace HybridBpo.Events;

/// <summary>A kind of event, as its alias names it in the log.</summary>
/// <param name="Alias">Such as <c>case_opened</c>.</param>
/// <param name="Type">What it is read as.</param>
/// <param name="Personal">Names of the fields that are stored encrypted.</param>
/// <param name="EndsStream">See <see cref="EndsStreamAttribute"/>.</param>
public sealed record EventKind(string Alias, Type Type, IReadOnlyList<string> Personal, bool EndsStream);

/// <summary>The event types that the store knows. What is not registered is neither appended nor read.</summary>
public sealed class EventTypes
{
    private readonly Dictionary<string, EventType> _byAlias = [];
    private readonly Dictionary<Type, EventType> _byType = [];

    /// <summary>Knows Marten's own technical events, which a stream may hold and which no aggregate of ours reads.</summary>
    public EventTypes() => Add(typeof(Archived), typeof(Tombstone));

    /// <summary>Registers event types under their snake-cased names; a type that is already registered is passed over.</summary>
    /// <param name="types">Sealed records of BCL primitives.</param>
    /// <exception cref="ArgumentException">A type holds an enum or something that is no BCL primitive, or its alias is taken.</exception>
    public EventTypes Add(params IEnumerable<Type> types)
    {
        foreach (var type in types.Where(t => !_byType.ContainsKey(t)))
        {
            EventShape.Check(type);
            Register(new EventType(type, Events.Alias.Of(type)));
            _byType.Add(type, _byAlias[Events.Alias.Of(type)]);
        }

        return this;
    }

    /// <summary>Lets events that were stored under an older alias, or in an older shape, be read as <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">Today's type.</typeparam>
    /// <param name="alias">The alias in the log. When it is today's alias, every stored event of that alias passes through.</param>
    /// <param name="upcast">Turns the stored JSON (personal fields already readable) into today's shape; must be able to take today's shape
    /// too.</param>
    /// <param name="personal">Names of the personal fields of the older shape; today's when not said.</param>
    /// <param name="subject">Name of the older shape's subject field; today's when not said.</param>
    public EventTypes Upcast<T>(string alias, Func<JsonObject, JsonObject> upcast, IReadOnlyList<string>? personal = null, string? subject = null)
        where T : class
    {
        var older = new EventType(typeof(T), alias, upcast, personal, subject);
        if (_byType.TryGetValue(typeof(T), out var today) && today.Alias == alias)
        {
            _byAlias[alias] = older;
            _byType[typeof(T)] = older;
        }
        else
            Register(older);
        return this;
    }

    /// <summary>Reads a stored body as what it is today, through its upcast. For tests that pin the bodies of the past.</summary>
    /// <param name="alias">The alias in the log.</param>
    /// <param name="json">The JSON in the log, personal fields readable.</param>
    /// <exception cref="InvalidOperationException">No type is registered for the alias.</exception>
    public object Read(string alias, string json)
    {
        var type = Find(alias) ?? throw new InvalidOperationException(
            $"Nothing is read as '{alias}', which is not registered: add its type, or an upcast for it.");
        var body = EventJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));
        return EventJson.Read(type.Upcast?.Invoke(body) ?? body, type);
    }

    /// <summary>The alias under which today's events of a type are stored.</summary>
    /// <param name="type">A registered type.</param>
    public string AliasOf(Type type) => _byType[type].Alias;

    /// <summary>Is what is stored under an alias brought into today's shape by an upcast?</summary>
    /// <param name="alias">The alias in the log.</param>
    public bool IsUpcast(string alias) => Find(alias)?.Upcast is not null;

    internal EventType? Find(string alias) => _byAlias.GetValueOrDefault(alias);

    /// <summary>The kinds of events, with the older names under which some may be stored, in the order of their names.</summary>
    public IReadOnlyList<EventKind> Kinds =>
    [
        .. _byAlias.Values.OrderBy(t => t.Alias, StringComparer.Ordinal)
            .Select(t => new EventKind(t.Alias, t.ClrType, t.Personal, t.ClrType.IsDefined(typeof(EndsStreamAttribute), false))),
    ];

    internal IEnumerable<EventType> All => _byAlias.Values;

    internal EventType Of(object data) => _byType.TryGetValue(data.GetType(), out var type)
        ? type
        : throw new InvalidOperationException($"{data.GetType()} is not a registered event type: add it to EventStoreOptions.Events.");

    private void Register(EventType type)
    {
        if (!_byAlias.TryAdd(type.Alias, type))
            throw new ArgumentException($"{type.ClrType} and {_byAlias[type.Alias].ClrType} share the alias '{type.Alias}': rename one of them.");
    }
}

/// <summary>Marten appends it to archive a stream.</summary>
internal sealed record Archived(string? Reason);

/// <summary>Marten puts it where an append of its own failed after drawing a number.</summary>
internal sealed record Tombstone;
