using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform.Tests;

public sealed class LanguageModelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Without_configuration_there_is_none_and_the_text_says_rules_only()
    {
        var none = new LanguageModel(Configure());
        Assert.Null(none.Client);
        Assert.Equal((false, "No language model: rules only."), (none.Status.IsConfigured, none.Status.Text));
    }

    [Theory]
    [InlineData("not an address", "llama")]
    [InlineData("ftp://example.com", "llama")]
    [InlineData("http://127.0.0.1:1", "")]
    [InlineData("", "llama")]
    public void A_half_configuration_is_none_and_says_what_is_missing(string endpoint, string model)
    {
        var half = new LanguageModel(Configure(endpoint, model));
        Assert.Null(half.Client);
        Assert.Contains("is not set up", half.Status.Text);
    }

    [Fact]
    public async Task It_speaks_to_a_server_with_schema_and_answers_text_and_usage()
    {
        using var listener = new HttpListener();
        var port = Random.Shared.Next(20_000, 60_000);
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var asked = AnswerAsync(listener);
        var model = new LanguageModel(Configure($"http://127.0.0.1:{port}/v1", "llama", "secret-key"));
        Assert.Equal((true, "llama at 127.0.0.1"), (model.Status.IsConfigured, model.Status.Text));
        var answer = await model.Client!.GetResponseAsync(
            [new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "Hello")],
            new ChatOptions
            {
                Temperature = 0,
                MaxOutputTokens = 50,
                ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object"}""").RootElement, "claims"),
            }, Ct);
        Assert.Equal(("{\"ok\":true}", 7L, 3L), (answer.Text, answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount));
        var (key, body) = await asked;
        Assert.Equal("Bearer secret-key", key);
        using var request = JsonDocument.Parse(body);
        Assert.Equal("llama", request.RootElement.GetProperty("model").GetString());
        Assert.Equal(["system", "user"], request.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("claims", request.RootElement.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString());
        Assert.False(request.RootElement.TryGetProperty("tools", out _));
    }

    private static async Task<(string? Key, string Body)> AnswerAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        var body = await new StreamReader(context.Request.InputStream).ReadToEndAsync();
        var answer = """
            {"id":"1","object":"chat.completion","created":1,"model":"llama","choices":[{"index":0,"finish_reason":"stop",
            "message":{"role":"assistant","content":"{\"ok\":true}"}}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}
            """;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        context.Response.Close();
        return (context.Request.Headers["Authorization"], body);
    }

    private static IConfiguration Configure(string endpoint = "", string model = "", string key = "") =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LanguageModel:Endpoint"] = endpoint,
            ["LanguageModel:Model"] = model,
            ["LanguageModel:Key"] = key,
        }).Build();
}
