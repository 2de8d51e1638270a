using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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
        var asked = new TaskCompletionSource<(string? Key, string Body)>();
        await using var server = await AnsweringAsync(asked);
        var model = new LanguageModel(Configure($"{server.Urls.Single()}/v1", "llama", "secret-key"));
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
        var (key, body) = await asked.Task;
        Assert.Equal("Bearer secret-key", key);
        using var request = JsonDocument.Parse(body);
        Assert.Equal("llama", request.RootElement.GetProperty("model").GetString());
        Assert.Equal(["system", "user"], request.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("claims", request.RootElement.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString());
        Assert.False(request.RootElement.TryGetProperty("tools", out _));
    }

    private static async Task<WebApplication> AnsweringAsync(TaskCompletionSource<(string? Key, string Body)> asked)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            asked.SetResult((context.Request.Headers.Authorization, await new StreamReader(context.Request.Body).ReadToEndAsync()));
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""
                {"id":"1","object":"chat.completion","created":1,"model":"llama","choices":[{"index":0,"finish_reason":"stop",
                "message":{"role":"assistant","content":"{\"ok\":true}"}}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}
                """);
        });
        await server.StartAsync(Ct);
        return server;
    }

    private static IConfiguration Configure(string endpoint = "", string model = "", string key = "") =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LanguageModel:Endpoint"] = endpoint,
            ["LanguageModel:Model"] = model,
            ["LanguageModel:Key"] = key,
        }).Build();
}
