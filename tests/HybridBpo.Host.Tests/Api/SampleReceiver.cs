using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Host.Tests.Api;

/// <summary>
/// How another program receives webhooks: it checks the signature over the body as it came, refuses what is older than five minutes, takes each event
/// once, and answers quickly. Nothing of the product is used here, so that it may be copied.
/// </summary>
internal sealed class SampleReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, JsonNode> taken = new();
    private readonly WebApplication app;
    private int calls;

    private SampleReceiver(WebApplication app) => this.app = app;

    public string Secret { get; set; } = "";

    /// <summary>What a test lets it answer instead; null to behave.</summary>
    public Func<HttpContext, IResult?> Instead { get; set; } = _ => null;

    public int Calls => calls;

    public ICollection<JsonNode> Taken => taken.Values;

    public string Url => app.Urls.First() + "/hook";

    public static async Task<SampleReceiver> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new SampleReceiver(builder.Build());
        receiver.app.MapPost("/{path}", (Delegate)receiver.ReceiveAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Is the signature ours, and fresh by our clock?</summary>
    public static bool IsGood(string header, string body, string secret, DateTimeOffset now)
    {
        // Two of v1 while a secret is being replaced.
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
        if (parts["t"].FirstOrDefault() is not { } t) return false;
        if (!long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if ((now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance) return false;
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{t}.{body}")));
        return parts["v1"].Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given)));
    }

    private async Task<IResult> ReceiveAsync(HttpContext context)
    {
        Interlocked.Increment(ref calls);
        if (Instead(context) is { } other) return other;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (!IsGood(context.Request.Headers["HB-Signature"].ToString(), body, Secret, DateTimeOffset.UtcNow)) return Results.StatusCode(401);
        var told = JsonNode.Parse(body)!;
        taken.TryAdd((string)told["id"]!, told);
        return Results.NoContent();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
