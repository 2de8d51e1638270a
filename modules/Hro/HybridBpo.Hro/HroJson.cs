using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridBpo.Hro;

/// <summary>How snapshots and messages of this module are written: as declared, so that old ones stay readable.</summary>
internal static class HroJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"A stored {typeof(T).Name} is empty.");
}
