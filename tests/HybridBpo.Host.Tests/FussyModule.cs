using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Host.Tests;

/// <summary>A module with an asynchronous projection that cannot digest one kind of event.</summary>
internal sealed class FussyModule : IModule
{
    public const string Projection = "fussy";

    public string Name => "fussy";

    public void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddEvents(typeof(Eaten), typeof(Choked)).AddAsyncProjection<Fussy>();

    public void MapEndpoints(IEndpointRouteBuilder staff)
    {
    }

    public sealed record Eaten(int Grams);

    public sealed record Choked(int Grams);

    private sealed class Fussy : IAsyncProjection
    {
        public string Name => Projection;

        public int Version => 1;

        public Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct) =>
            events.Any(e => e.Data is Choked) ? throw new FormatException("Rowan Ellery is not a number.") : Task.CompletedTask;

        public Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) => Task.CompletedTask;
    }
}
