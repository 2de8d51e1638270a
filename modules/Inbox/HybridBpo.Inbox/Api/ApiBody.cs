using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Inbox.Api;

/// What came: bounded, JSON only, nothing unknown in it.
internal sealed record ApiBody(byte[] Bytes, byte[] Hash)
{
    /// Also what the OpenAPI document is made of.
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static async Task<Result<ApiBody>> ReadAsync(HttpContext context, int most)
    {
        if (!context.Request.HasJsonContentType())
        {
            return new NotJson();
        }

        if (context.Request.ContentLength > most)
        {
            return new BodyTooLarge(most);
        }

        using var kept = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0;)
        {
            if (kept.Length + read > most)
            {
                return new BodyTooLarge(most);
            }

            kept.Write(chunk, 0, read);
        }

        var bytes = kept.ToArray();
        return new ApiBody(bytes, SHA256.HashData([.. Encoding.UTF8.GetBytes($"{context.Request.Path}\n"), .. bytes]));
    }

    public Result<T> As<T>() => Read(() => JsonSerializer.Deserialize<T>(Bytes, Json));

    public static Result<T> As<T>(JsonElement element) => Read(() => element.Deserialize<T>(Json));

    private static Result<T> Read<T>(Func<T?> read)
    {
        try
        {
            return read() is { } value ? value : new BodyUnreadable("$");
        }
        catch (JsonException wrong)
        {
            // The path alone: the rest of the message may quote what was sent.
            return new BodyUnreadable(wrong.Path is { Length: > 0 and <= 200 } path ? path : $"line {wrong.LineNumber + 1}");
        }
    }
}
