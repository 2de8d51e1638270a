using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>
/// Holds a case file against the records that it is read into, and says of the first thing that does not fit where it stands and what to write
/// there.
/// </summary>
internal sealed class CaseShape
{
    private readonly NullabilityInfoContext nullability = new();

    private CaseShape()
    {
    }

    /// <returns>Null when everything fits.</returns>
    public static string? Problem(JsonElement json, Type record) => new CaseShape().OfRecord(json, record, "");

    private string? Of(JsonElement json, Type type, bool mayBeNull, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) (type, mayBeNull) = (inner, true);
        if (json.ValueKind == JsonValueKind.Null)
            return mayBeNull ? null : $"{path} is null: write {Wanted(type)}, or leave it out where it may be left out.";
        if (type.IsGenericType) return OfList(json, type.GetGenericArguments()[0], path);
        if (type.Namespace == typeof(CaseShape).Namespace) return OfRecord(json, type, path);
        return Fits(json, type) ? null : $"{path} is {Shown(json)}: write {Wanted(type)}.";
    }

    private string? OfList(JsonElement json, Type item, string path)
    {
        if (json.ValueKind != JsonValueKind.Array) return $"{path} is {Shown(json)}: write a list in [ ], which may be empty.";
        return json.EnumerateArray().Select((element, i) => Of(element, item, false, $"{path}[{i}]")).FirstOrDefault(p => p is not null);
    }

    private string? OfRecord(JsonElement json, Type record, string path)
    {
        var name = path.Length == 0 ? "The file" : path;
        if (json.ValueKind != JsonValueKind.Object) return $"{name} is {Shown(json)}: write an object in {{ }} with {Names(record)}.";
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var given in json.EnumerateObject())
        {
            var at = path.Length == 0 ? Cut(given.Name) : $"{path}.{Cut(given.Name)}";
            if (Fields(record).FirstOrDefault(f => f.Name.Equals(given.Name, StringComparison.OrdinalIgnoreCase)) is not { } field)
                return $"{at} is no field that is known: {(path.Length == 0 ? "the file" : path)} has {Names(record)}.";
            if (!seen.Add(given.Name)) return $"{at} stands there twice: leave one of them out.";
            var may = nullability.Create(field).WriteState != NullabilityState.NotNull;
            if (Of(given.Value, field.PropertyType, may, at) is { } problem) return problem;
        }

        return Fields(record).FirstOrDefault(f => IsRequired(record, f) && !seen.Contains(f.Name)) is { } missing
            ? $"{(path.Length == 0 ? "" : path + ".")}{Camel(missing)} is missing: write {Wanted(missing.PropertyType)}." : null;
    }

    private static bool Fits(JsonElement json, Type type)
    {
        if (type == typeof(bool)) return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        if (type == typeof(int)) return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out _);
        if (json.ValueKind != JsonValueKind.String || json.GetString() is not { } text) return false;
        if (type == typeof(DateTimeOffset)) return json.TryGetDateTimeOffset(out var at) && at.UtcDateTime.Year is >= 2000 and < 2100
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10);
        if (type == typeof(DateOnly))
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day.Year is >= 2000 and < 2100;
        return type != typeof(Guid) || json.TryGetGuid(out _);
    }

    private static string Wanted(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type == typeof(DateTimeOffset) ? "a moment of the years 2000 to 2099 with its offset, such as \"2026-10-13T14:00:00-04:00\""
        : type == typeof(DateOnly) ? "a day of the years 2000 to 2099, such as \"2026-10-13\""
        : type == typeof(Guid) ? "an id such as \"0199f0c2-7d3e-7a10-9b1c-2f4d5e6a7b80\""
        : type == typeof(string) ? "a text in quotation marks"
        : type.IsGenericType ? "a list in [ ]" : $"an object in {{ }} with {Names(type)}";

    private static string Shown(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Cut(json.GetRawText()),
    };

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static PropertyInfo[] Fields(Type record) =>
        [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null)];

    private static string Names(Type record) => string.Join(", ", Fields(record).Select(Camel));

    private static string Camel(PropertyInfo field) => JsonNamingPolicy.CamelCase.ConvertName(field.Name);

    private static bool IsRequired(Type record, PropertyInfo field) =>
        field.IsDefined(typeof(RequiredMemberAttribute))
        || record.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.Name == field.Name && !p.HasDefaultValue);
}
