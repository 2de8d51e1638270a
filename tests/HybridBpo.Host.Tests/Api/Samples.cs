using System.Text.Json.Nodes;

namespace HybridBpo.Host.Tests.Api;

/// <summary>The bodies that the OpenAPI document shows, due tomorrow.</summary>
internal static class Samples
{
    public static async Task<JsonNode> DocumentAsync(TestHost host) =>
        JsonNode.Parse((await host.Browse().GetAsync("/api/v1/openapi.json")).Body)!;

    public static async Task<JsonObject> CaseAsync(TestHost host, string? reference = null)
    {
        var body = (await DocumentAsync(host))["paths"]!["/api/v1/cases"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
        var copy = (JsonObject)body.DeepClone();
        copy["dueAt"] = DateTimeOffset.UtcNow.AddDays(1).ToString("O");
        copy["reference"] = reference ?? Guid.NewGuid().ToString("N")[..12];
        copy["subject"] = $"of {copy["reference"]}";
        return copy;
    }
}
