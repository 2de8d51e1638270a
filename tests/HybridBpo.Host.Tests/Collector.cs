using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Host.Tests;

/// <summary>A collector of OpenTelemetry by http/protobuf, which keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string? Type, byte[] Body)> received = new();
    private WebApplication app = null!;

    public string Address => app.Urls.Single();

    public IReadOnlyCollection<(string Path, string? Type, byte[] Body)> Received => received;

    public static async Task<Collector> StartAsync(CancellationToken ct)
    {
        var collector = new Collector();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector.app = builder.Build();
        collector.app.MapPost("/{**path}", collector.KeepAsync);
        await collector.app.StartAsync(ct);
        return collector;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> KeepAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        received.Enqueue((request.Path, request.ContentType, body.ToArray()));
        return Results.Bytes([], "application/x-protobuf");
    }
}
