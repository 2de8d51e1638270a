using System.Text;
using System.Text.Json.Nodes;

namespace HybridBpo.Events;

/// <summary>
/// Turns personal fields into <c>p1:key:base64</c> and back. What is encrypted is the field's JSON; it is bound to client, subject and property, so
/// that no field can be moved to another person, client or place.
/// </summary>
internal static class PersonalFields
{
    /// <summary>What PostgreSQL knows an encrypted field by; its key stands from the fourth character on, 32 long.</summary>
    public const string Named = "^p1:[0-9a-f]{32}:";

    private const string Prefix = "p1:";

    public static void Encrypt(JsonObject json, EventType type, string tenant, SubjectKey key)
    {
        foreach (var property in type.Personal)
        {
            if (json[property] is not { } value)
                continue;
            var box = Sealed.Box(key.Bytes!, EventJson.Write(value), Associated(tenant, key.Name.Subject, property));
            json[property] = $"{Prefix}{key.Id:N}:{Convert.ToBase64String(box)}";
        }
    }

    /// <summary>
    /// The keys under which all is that a row may say of people, whether or not it can be read; null when some of it may be under none. Of a known
    /// kind its fields that are not personal say nothing of anybody where they hold what they should; all else is looked at like a personal one.
    /// </summary>
    public static IReadOnlyCollection<Guid>? Cover(byte[] data, EventType? type)
    {
        try
        {
            var keys = new HashSet<Guid>();
            foreach (var (name, value) in EventJson.Parse(data))
            {
                if (TryParse(value, out var key, out _))
                    keys.Add(key);
                else if (value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }) && !IsPlain(type, name, value))
                    return null;
            }

            return keys;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static bool IsPlain(EventType? type, string name, JsonNode value) => type?.Personal.Contains(name) == false
        && EventShape.Properties(type.ClrType).FirstOrDefault(p => p.Name == name) is { } property && EventJson.Fits(value, property.PropertyType);

    /// <summary>As it reads once its subject is erased.</summary>
    public static void Empty(JsonObject json, EventType type)
    {
        foreach (var property in type.Personal)
            json[property] = null;
    }

    public static IEnumerable<Guid> Keys(JsonObject json, EventType type) =>
        type.Personal.Select(p => TryParse(json[p], out var key, out _) ? key : (Guid?)null).OfType<Guid>();

    /// <summary>A field that is no ciphertext (written by another program) stays as it is; one whose key was destroyed becomes null.</summary>
    public static void Decrypt(JsonObject json, EventType type, string tenant, Guid stream, IReadOnlyDictionary<Guid, SubjectKey> keys)
    {
        foreach (var property in type.Personal)
        {
            if (!TryParse(json[property], out var id, out var box))
                continue;
            json[property] = keys[id].Bytes is { } key
                ? JsonNode.Parse(Sealed.Open(key, box, Associated(tenant, type.SubjectOf(json, stream), property)))
                : null;
        }
    }

    private static bool TryParse(JsonNode? value, out Guid key, out byte[] box)
    {
        key = default;
        box = [];
        if (value is not JsonValue node || !node.TryGetValue<string>(out var text) || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var parts = text.Split(':');
        if (parts.Length != 3 || !Guid.TryParseExact(parts[1], "N", out key))
            return false;
        var buffer = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], buffer, out var length))
            return false;
        box = buffer[..length];
        return true;
    }

    private static byte[] Associated(string tenant, Guid subject, string property) => Encoding.UTF8.GetBytes($"{tenant}|{subject:D}|{property}");
}
