using System.Text;
using HybridBpo.Host.Web;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Builder;

namespace HybridBpo.Host.Tests;

/// <summary>What leaves by OTLP. Spans of other hosts in this process arrive as well, which only makes the search for secrets wider.</summary>
public sealed class TelemetryTests(TestHost host) : IClassFixture<TestHost>
{
    // A new one is looked at before it is added: may it ever hold something of a person?
    private static readonly string[] Attributes =
    [
        "db.namespace", "db.npgsql.connection_id", "db.npgsql.data_source", "db.npgsql.prepared", "db.npgsql.rows", "db.operation.name",
        "db.query.text", "db.response.status_code",
        "db.system.name", "error.type", "http.request.method", "http.response.status_code", "http.route", "server.address", "server.port",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_figures_and_logs_reach_a_collector_and_say_nothing_of_people()
    {
        await using var collector = await Collector.StartAsync(Ct);
        await using var app = host.Build(host.Database.ConnectionString, [.. Composition.Modules, new ProbeModule()],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var listeners = await HostApp.StartAsync(app, Ct);
        var person = await host.AddAsync([Roles.Analyst]);
        var browser = new Browser(new Uri(listeners.Staff[0]));
        await browser.SignInAsync(person.Name, "wrong-password-canary");
        await browser.SignInAsync(person.Name, person.Password);
        await browser.GetAsync("/search?q=name-canary", ("User-Agent", "agent-canary"), ("Cookie", "crumb=cookie-canary"));
        await browser.GetAsync("/probe/boom?q=name-canary");
        await new Browser(new Uri(listeners.Public[0])).GetAsync("/probe-open/token-canary");
        await app.StopAsync(Ct);
        await app.DisposeAsync();

        var bodies = collector.Received.ToLookup(r => r.Path, r => r.Body);
        Assert.All(collector.Received, r => Assert.Equal("application/x-protobuf", r.Type));
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], bodies.Select(b => b.Key).Order());
        string[] spans = [.. bodies["/v1/traces"].SelectMany(b => Protobuf.Texts(b, 1, 2, 2, 5)).Distinct()];
        Assert.Contains("GET /probe-open/{token}", spans);
        Assert.Contains("GET /probe/boom", spans);
        Assert.Contains("POST /account/sign-in", spans);
        string[] said = [.. bodies["/v1/traces"].SelectMany(b => Protobuf.Texts(b, 1, 2, 2, 9, 1)).Distinct()];
        Assert.Contains("http.route", said);
        Assert.Empty(said.Where(name => !name.StartsWith("quartz.", StringComparison.Ordinal)).Except(Attributes));
        Assert.Contains("http.server.request.duration", bodies["/v1/metrics"].SelectMany(b => Protobuf.Texts(b, 1, 2, 2, 1)));
        Assert.Contains("exception.type", bodies["/v1/logs"].SelectMany(b => Protobuf.Texts(b, 1, 2, 2, 6, 1)));
        var everything = string.Concat(collector.Received.Select(r => Encoding.UTF8.GetString(r.Body)));
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(host.Database.ConnectionString);
        foreach (var secret in new[] { person.Name, person.Id, person.Password, "canary", "secret inner words", connection.Password! })
            Assert.DoesNotContain(secret, everything);
    }
}
