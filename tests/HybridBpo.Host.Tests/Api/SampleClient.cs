using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridBpo.Host.Tests.Api;

/// <summary>
/// How another program uses the API: plain HTTP and JSON, a key in a header, an Idempotency-Key with everything that changes something. Nothing of
/// the product is used here, so that it may be copied.
/// </summary>
internal sealed class SampleClient(Uri address, string key)
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    public sealed record Answer(HttpStatusCode Status, JsonNode Json, HttpResponseMessage Message)
    {
        public string? Code => (string?)Json["code"];

        public string Id => (string)Json["id"]!;
    }

    public Task<Answer> OpenAsync(JsonNode body, string? idempotencyKey = null) =>
        PostAsync("/api/v1/cases", body.ToJsonString(), idempotencyKey ?? Guid.NewGuid().ToString());

    public Task<Answer> OpenManyAsync(IEnumerable<JsonNode> cases, string? idempotencyKey = null) =>
        PostAsync("/api/v1/cases/bulk", new JsonObject { ["cases"] = new JsonArray([.. cases]) }.ToJsonString(),
            idempotencyKey ?? Guid.NewGuid().ToString());

    public Task<Answer> WithdrawAsync(string id, string reason = "paid", string? idempotencyKey = null) =>
        PostAsync($"/api/v1/cases/{id}/withdraw", new JsonObject { ["reason"] = reason }.ToJsonString(),
            idempotencyKey ?? Guid.NewGuid().ToString());

    public Task<Answer> ReadAsync(string id) => SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/cases/{id}"));

    /// <summary>Everything that was decided since, page by page. Keep the cursor: ask again from there.</summary>
    public async Task<(IReadOnlyList<JsonNode> Outcomes, string Cursor)> OutcomesAsync(string cursor = "0", int limit = 100)
    {
        var all = new List<JsonNode>();
        while (true)
        {
            var page = (await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/outcomes?after={cursor}&limit={limit}"))).Json;
            all.AddRange(page["outcomes"]!.AsArray().Select(outcome => outcome!));
            cursor = (string)page["next"]!;
            if (!(bool)page["more"]!) return (all, cursor);
        }
    }

    public Task<Answer> OutcomesStatusAsync() => SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1/outcomes?limit=1"));

    public Task<Answer> PostAsync(string path, string json, string? idempotencyKey, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, contentType) };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        var answer = await http.SendAsync(request);
        return new Answer(answer.StatusCode, JsonSerializer.Deserialize<JsonNode>(await answer.Content.ReadAsStringAsync())!, answer);
    }
}
