using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using Wire = OpenAI.Chat;

namespace HybridBpo.Platform;

/// <summary>Speaks OpenAI's chat interface, text only: no tools ever reach the model.</summary>
internal sealed class OpenAiChatClient(Uri endpoint, string model, string key) : IChatClient
{
    private readonly Wire.ChatClient client = new(model, new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = endpoint,
        NetworkTimeout = TimeSpan.FromMinutes(2),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 1),
    });

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            Wire.ChatCompletion answer = await client.CompleteChatAsync(messages.Select(Say), Options(options), cancellationToken);
            var text = string.Concat(answer.Content.Select(part => part.Text));
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            {
                ModelId = answer.Model,
                FinishReason = new ChatFinishReason(answer.FinishReason.ToString().ToLowerInvariant()),
                Usage = Count(answer.Usage),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The language model at {endpoint.Host} did not answer in time.");
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in client.CompleteChatStreamingAsync(messages.Select(Say), Options(options), cancellationToken))
            yield return new ChatResponseUpdate(ChatRole.Assistant, string.Concat(update.ContentUpdate.Select(part => part.Text)));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static Wire.ChatMessage Say(ChatMessage message) => message.Role == ChatRole.System ? new Wire.SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new Wire.AssistantChatMessage(message.Text)
        : new Wire.UserChatMessage(message.Text);

    private static Wire.ChatCompletionOptions Options(ChatOptions? options) => new()
    {
        Temperature = options?.Temperature,
        TopP = options?.TopP,
        MaxOutputTokenCount = options?.MaxOutputTokens,
        ResponseFormat = options?.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => Wire.ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, jsonSchemaIsStrict: true),
            ChatResponseFormatJson => Wire.ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null,
        },
    };

    private static UsageDetails? Count(Wire.ChatTokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    };
}
