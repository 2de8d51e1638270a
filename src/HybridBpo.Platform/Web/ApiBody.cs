using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Platform;

/// <summary>What a program sent: bounded, JSON only, nothing unknown in it.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="Hash">SHA-256 of path and body.</param>
public sealed record ApiBody(byte[] Bytes, byte[] Hash)
{
    /// <summary>How it is read and answered; also what the OpenAPI document is made of.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="most">Bytes that it may have.</param>
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

    /// <summary>The body as a record; what is missing, unknown or of another kind is refused with its place.</summary>
    public Result<T> As<T>() => Read(() => JsonSerializer.Deserialize<T>(Bytes, Json));

    /// <summary>A part of a body as a record.</summary>
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
