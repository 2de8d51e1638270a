using System.Reflection;

namespace HybridBpo.Events;

/// <summary>
/// What an event may be made of: BCL primitives, arrays, lists and text-keyed dictionaries of them, and nested records of the same. No enums (a
/// renamed member would rewrite history), no typed ids, nothing whose JSON depends on a library.
/// </summary>
internal static class EventShape
{
    private static readonly HashSet<Type> Primitives =
    [
        typeof(string), typeof(bool), typeof(byte), typeof(short), typeof(int), typeof(long), typeof(float), typeof(double), typeof(decimal),
        typeof(Guid), typeof(DateTimeOffset), typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(byte[]),
    ];

    public static void Check(Type type)
    {
        if (!type.IsClass || type.IsAbstract || type.IsGenericType || type == typeof(string))
            throw new ArgumentException($"{type} cannot be an event: an event is a sealed record or class.");
        CheckObject(type, type.Name, []);
    }

    private static void CheckObject(Type type, string path, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return;
        var nested = path != type.Name;
        foreach (var property in Properties(type))
        {
            var place = $"{path}.{property.Name}";
            var personal = property.IsDefined(typeof(PersonalAttribute));
            if (personal && nested)
                throw new ArgumentException($"{place} is [Personal] inside a nested object: mark the event's own property instead.");
            if (personal && property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null)
                throw new ArgumentException($"{place} is [Personal] but cannot be null: an erased subject's fields read as null.");
            if (property.IsDefined(typeof(SubjectAttribute)) && (nested || property.PropertyType != typeof(Guid)))
                throw new ArgumentException($"{place} is [Subject] but is not a Guid of the event itself.");
            CheckValue(property.PropertyType, place, seen);
        }
    }

    private static void CheckValue(Type type, string place, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            throw new ArgumentException($"{place} is the enum {type.Name}: events hold string codes, never enums.");
        if (Primitives.Contains(type))
            return;
        if (Element(type) is { } element)
            CheckValue(element, place, seen);
        else if (type.Namespace is null || !type.Namespace.StartsWith("System", StringComparison.Ordinal))
            CheckObject(type, place, seen);
        else
        {
            throw new ArgumentException(
                $"{place} is {type.Name}: events hold BCL primitives, lists and text-keyed dictionaries of them, and nested records.");
        }
    }

    private static Type? Element(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (!type.IsGenericType)
            return null;
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2 && arguments[0] == typeof(string))
            return arguments[1];
        return arguments.Length == 1 && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? arguments[0] : null;
    }

    public static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0);
}
