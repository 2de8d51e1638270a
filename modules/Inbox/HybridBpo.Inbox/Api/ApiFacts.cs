using System.Text.Json;

namespace HybridBpo.Inbox.Api;

/// The frozen facts of a case that came by the API, and of why its proposal is as it is.
internal static class ApiFacts
{
    public const int Version = 1;

    public static string Write(IReadOnlyList<NewFact> facts) => JsonSerializer.Serialize(facts, JsonSerializerOptions.Web);

    public static IReadOnlyList<NewFact> Read(string json) =>
        json.Length == 0 ? [] : JsonSerializer.Deserialize<NewFact[]>(json, JsonSerializerOptions.Web) ?? [];
}
