using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HybridBpo.Events;

/// <summary>The JSON that Marten writes with System.Text.Json: names as declared, case-sensitive, nulls written.</summary>
internal static class EventJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(object data, Type type) => Text.CleanJson(JsonSerializer.SerializeToUtf8Bytes(data, type, Options));

    public static byte[] Write(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Plain);

    public static object Read(ReadOnlySpan<byte> json, EventType type) =>
        JsonSerializer.Deserialize(json, type.ClrType, Options) ?? throw Empty(type);

    public static object Read(JsonObject json, EventType type) => json.Deserialize(type.ClrType, Options) ?? throw Empty(type);

    public static bool Fits(JsonNode value, Type type)
    {
        try
        {
            return value.Deserialize(type, Options) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static JsonObject Parse(ReadOnlySpan<byte> json) => (JsonObject)JsonNode.Parse(json)!;

    public static string WriteHeaders(IReadOnlyDictionary<string, string> headers) => JsonSerializer.Serialize(headers, Plain);

    /// <summary>Headers that others wrote may hold more than texts; those are given as their JSON.</summary>
    public static IReadOnlyDictionary<string, string> ReadHeaders(string? json)
    {
        if (json is null)
            return new Dictionary<string, string>();
        using var document = JsonDocument.Parse(json);
        var headers = new Dictionary<string, string>();
        foreach (var header in document.RootElement.EnumerateObject())
            headers[header.Name] = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText();
        return headers;
    }

    private static InvalidDataException Empty(EventType type) => new($"An event of type '{type.Alias}' is stored as JSON null.");
}
