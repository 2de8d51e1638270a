using Microsoft.AspNetCore.Http.Features;
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
        // The exporter's own variables (protocol, headers, …) are read from the host's configuration, as everything else.
        services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().ConfigureServices(s => s.AddSingleton(configuration))
            .SetResourceBuilder(name).AddSource(Sources).AddOtlpExporter().Build());
        services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().ConfigureServices(s => s.AddSingleton(configuration))
            .SetResourceBuilder(name).AddMeter(Meters).AddOtlpExporter().Build());
        services.AddLogging(logging => logging.AddOpenTelemetry(
            o => o.SetResourceBuilder(name).AddProcessor(new WithoutExceptionMessages()).AddOtlpExporter()));
        services.AddHostedService<TelemetryStart>();
    }

    /// <summary>Names a request's span by its route; whatever the request itself says stays here.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span) return;
        var route = Failures.RouteOf(context);
        span.DisplayName = $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method).SetTag("http.route", route)
            .SetTag("http.response.status_code", context.Response.StatusCode);
    });

    /// <summary>What an exception says may quote people's data: its type and place leave, its words stay in this host's own log.</summary>
    private sealed class WithoutExceptionMessages : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord record)
        {
            if (record.Exception is not { } error) return;
            record.Exception = null;
            record.Attributes =
                [.. record.Attributes ?? [], new("exception.type", error.GetType().FullName), new("exception.stacktrace", error.StackTrace)];
        }
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
