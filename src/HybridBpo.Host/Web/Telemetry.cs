using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HybridBpo.Host.Web;

/// <summary>Traces, figures and logs by OTLP, only when the usual variable OTEL_EXPORTER_OTLP_ENDPOINT names a collector.</summary>
internal static class Telemetry
{
    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "Quartz", "HybridBpo"];

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Npgsql", "Quartz", "HybridBpo"];

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        var name = ResourceBuilder.CreateDefault().AddService("hybridbpo");
        services.AddSingleton(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(name).AddSource(Sources).AddOtlpExporter().Build());
        services.AddSingleton(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(name)
            .AddMeter(Meters).AddOtlpExporter().Build());
        services.AddLogging(logging => logging.AddOpenTelemetry(o => o.SetResourceBuilder(name).AddOtlpExporter()));
        services.AddHostedService<TelemetryStart>();
    }

    /// <summary>Builds the providers at the start and lets the container flush them at the end.</summary>
    private sealed class TelemetryStart(TracerProvider traces, MeterProvider figures) : IHostedService
    {
        public Task StartAsync(CancellationToken ct) => Task.CompletedTask;

        public Task StopAsync(CancellationToken ct)
        {
            traces.ForceFlush(2000);
            figures.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}
