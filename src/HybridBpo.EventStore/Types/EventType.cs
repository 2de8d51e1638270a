using System.Reflection;
using System.Text.Json.Nodes;

namespace HybridBpo.Events;

/// <summary>What is known of one alias: the type it is read as, its personal fields, and how an older shape becomes today's.</summary>
internal sealed class EventType
{
    private readonly Func<object, Guid>? _subject;

    public EventType(
        Type clrType, string alias, Func<JsonObject, JsonObject>? upcast = null, IReadOnlyList<string>? personal = null, string? subject = null)
    {
        ClrType = clrType;
        Alias = alias;
        Upcast = upcast;
        DotnetName = $"{clrType.FullName}, {clrType.Assembly.GetName().Name}";
        Personal = personal ?? [.. EventShape.Properties(clrType).Where(p => p.IsDefined(typeof(PersonalAttribute))).Select(p => p.Name)];
        var property = EventShape.Properties(clrType).SingleOrDefault(p => p.IsDefined(typeof(SubjectAttribute)));
        SubjectName = subject ?? property?.Name;
        if (property is not null)
            _subject = e => (Guid)property.GetValue(e)!;
    }

    public Type ClrType { get; }

    public string Alias { get; }

    public string DotnetName { get; }

    public Func<JsonObject, JsonObject>? Upcast { get; }

    public IReadOnlyList<string> Personal { get; }

    public string? SubjectName { get; }

    public Guid SubjectOf(object data, Guid stream) => _subject?.Invoke(data) ?? stream;

    public Guid SubjectOf(JsonObject data, Guid stream) =>
        SubjectName is not null && data[SubjectName] is { } named && Guid.TryParse(named.GetValue<string>(), out var subject) ? subject : stream;
}
