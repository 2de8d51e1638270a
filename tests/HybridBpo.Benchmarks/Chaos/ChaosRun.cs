using System.Diagnostics;
using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>One run: what was done to the system, and the ledger.</summary>
internal sealed record ChaosResult(
    int Seed, int Hosts, double TormentedSeconds, double SettledSeconds, IReadOnlyDictionary<string, int> Acts,
    IReadOnlyDictionary<string, int> TriedAgain, LedgerResult Ledger);

/// <summary>Starts server, mail sink and hosts, torments them for a while, lets everything come to rest and closes the ledger.</summary>
internal sealed class ChaosRun(int seed, int hosts, TimeSpan time, string root, Action<string> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<ChaosResult> RunAsync()
    {
        await using var cluster = await OwnCluster.StartAsync(Path.Combine(root, "server"), Path.GetDirectoryName(root));
        using var sink = new MailSink();
        await using var services = ChaosHost.Services(cluster.ConnectionString, $"{sink.Port}", Path.Combine(root, "run"), TimeProvider.System);
        await PrepareAsync(cluster, services);
        await using var crew = new Crew(hosts, seed, (number, heard) =>
            HostProcess.Start(cluster.ConnectionString, sink.Port, Path.Combine(root, $"host-{number}"), heard));
        await Task.WhenAll(Enumerable.Range(0, hosts).Select(crew.StartAsync));
        var clock = Stopwatch.StartNew();
        var tormentor = new Tormentor(crew, cluster, seed);
        await tormentor.RunAsync(time);
        crew.StopGiving();
        var tormented = clock.Elapsed;
        say($"{crew.All.Count:N0} commands given in {tormented.TotalSeconds:N0} s; waiting until everything is done.");
        var settled = await SettleAsync(crew, services);
        await crew.FinishAsync();
        if (settled is not null)
            crew.Odd.Enqueue(settled);
        var ledger = new Ledger(
            services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<EventStore>(), services.GetRequiredService<Deliveries>(),
            crew, sink);
        return new ChaosResult(
            seed, hosts, Math.Round(tormented.TotalSeconds, 1), Math.Round((clock.Elapsed - tormented).TotalSeconds, 1),
            new SortedDictionary<string, int>(tormentor.Done), new SortedDictionary<string, int>(crew.Again), await ledger.CloseAsync());
    }

    private static async Task PrepareAsync(OwnCluster cluster, ServiceProvider services)
    {
        var schemas = SchemaSource.From([typeof(EventStore).Assembly, typeof(Clients).Assembly]);
        if ((await Migrator.ApplyAsync(cluster.ConnectionString, schemas, CancellationToken.None)).Refusal is { } failed)
            throw new InvalidOperationException(failed.Message);
        await using (var source = NpgsqlDataSource.Create(cluster.ConnectionString))
        await using (var command = source.CreateCommand(
            """
            create schema chaos;
            create table chaos.inline_log (client_id text, stream_id uuid, version bigint, event_id uuid);
            create table chaos.async_log (place bigint generated always as identity, seq_id bigint, event_id uuid, pid int);
            """))
            await command.ExecuteNonQueryAsync();
        // Sooner than the minute that the product gives: a run is not longer.
        await using (var admin = NpgsqlDataSource.Create(cluster.AdminConnectionString))
        await using (var command = admin.CreateCommand(
            "alter role hybridbpo in database hybridbpo set idle_in_transaction_session_timeout = '4s'; select 1"))
            await command.ExecuteNonQueryAsync();
        foreach (var client in Order.Clients)
        {
            var added = await services.GetRequiredService<Clients>().AddAsync(
                Access.System("chaos"), new NewClient(client, client, "USD", "US", "America/New_York", "us-fdcpa"), default);
            var supervisor = new Access(new Actor(Actor.Person, "sam", "Sam"), [client], [Roles.Supervisor]);
            var on = await services.GetRequiredService<SendingSwitch>().TurnOnAsync(supervisor, client, default);
            if ((added.Refusal ?? on.Refusal) is { } refused)
                throw new InvalidOperationException(refused.Message);
        }
    }

    /// <summary>Waits until every order is answered, every event projected and every mail at its end.</summary>
    /// <returns>Null, or what did not come to rest.</returns>
    private static async Task<string?> SettleAsync(Crew crew, ServiceProvider services)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            string state;
            try
            {
                var daemon = await services.GetRequiredService<ProjectionDaemon>().StatusAsync();
                var ledger = await services.GetRequiredService<Deliveries>().LedgerAsync(Access.System("chaos"), null, default);
                if (crew.Open == 0 && ledger.Pending == 0 && daemon.HighWaterMark >= daemon.LastSequence
                    && daemon.Projections.All(p => p.State == "running" && p.Progress >= daemon.LastSequence))
                    return null;
                var projection = daemon.Projections[0];
                state = $"{crew.Open} orders open, {ledger.Pending} deliveries pending, mark {daemon.HighWaterMark} of {daemon.LastSequence}, "
                    + $"projection {projection.State} at {projection.Progress} {projection.Error}";
            }
            catch (NpgsqlException away)
            {
                state = $"the database: {away.Message}";
            }
            if (since.Elapsed > Patience)
                return $"It did not come to rest within {Patience.TotalMinutes:N0} minutes: {state}.";
            await Task.Delay(100);
        }
    }
}
