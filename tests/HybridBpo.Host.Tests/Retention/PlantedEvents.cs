using System.Reflection;
using HybridBpo.Events;

namespace HybridBpo.Host.Tests;

/// <summary>Makes an event of any kind whose every personal field holds planted words.</summary>
internal static class PlantedEvents
{
    /// <param name="kind">The kind.</param>
    /// <param name="stream">Its stream; also the id of the case that it opens.</param>
    /// <param name="subject">Whom it is about, where the kind names somebody.</param>
    /// <param name="words">What every personal field says.</param>
    /// <param name="now">Every instant and day in it.</param>
    /// <param name="named">An id in it, by name.</param>
    public static object Make(
        EventKind kind, Guid stream, Guid subject, string words, DateTimeOffset now, (string Name, Guid Id)? named = null)
    {
        var constructor = kind.Type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .MaxBy(c => c.GetParameters().Length is 1 && c.GetParameters()[0].ParameterType == kind.Type ? -1 : c.GetParameters().Length)!;
        var subjects = kind.Type.GetProperties().Where(p => p.IsDefined(typeof(SubjectAttribute))).Select(p => p.Name).ToList();
        return constructor.Invoke([.. constructor.GetParameters().Select(p =>
        {
            var personal = kind.Personal.Contains(p.Name, StringComparer.OrdinalIgnoreCase);
            var type = Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType;
            return type switch
            {
                _ when type == typeof(Guid) && named is { } id && p.Name == id.Name => id.Id,
                _ when type == typeof(Guid) => subjects.Contains(p.Name!, StringComparer.OrdinalIgnoreCase) ? subject
                    : p.Name == "CaseId" ? stream : Guid.CreateVersion7(),
                _ when type == typeof(string) => personal ? words : "code",
                _ when type == typeof(IReadOnlyDictionary<string, string>) => new Dictionary<string, string> { ["field"] = words },
                _ when type == typeof(DateTimeOffset) => now,
                _ when type == typeof(DateOnly) => DateOnly.FromDateTime(now.UtcDateTime),
                _ when type == typeof(IReadOnlyList<string>) || type == typeof(string[]) => Array.Empty<string>(),
                _ when type == typeof(Guid[]) => Array.Empty<Guid>(),
                _ when type.IsValueType => (object)Activator.CreateInstance(type)!,
                _ => throw new InvalidOperationException($"{kind.Alias}.{p.Name} is a {type}: say what to plant there."),
            };
        })]);
    }

    /// <summary>What the personal fields of an event say.</summary>
    public static IEnumerable<string?> WordsOf(EventKind kind, object data) =>
        kind.Personal.Select(name => kind.Type.GetProperty(name)!.GetValue(data) switch
        {
            null => null,
            IReadOnlyDictionary<string, string> fields => fields["field"],
            var text => (string)text,
        });
}
