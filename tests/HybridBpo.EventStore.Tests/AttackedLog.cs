using System.Text.RegularExpressions;
using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>
/// Two clients' events by turns, four blocks each, and a checkpoint file of the one from after its third: what is done to the rows is undone again.
/// </summary>
public sealed partial class AttackedLog : IAsyncLifetime
{
    private const string Client = "fernbrook", Other = "castlegate";
    private readonly EventDatabase database = new();
    private readonly Dictionary<string, string> names = new()
    {
        ["x"] = Client,
        ["y"] = Other,
        ["s"] = $"{Guid.NewGuid()}",
        ["t"] = $"{Guid.NewGuid()}",
        ["u"] = $"{Guid.NewGuid()}",
    };

    private Checkpoint file = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        var sealer = new SealDaemon(database.Store());
        for (var i = 0; i < 9; i++)
        {
            names[$"a{i}"] = await Append(Client, i % 2 == 0 ? "s" : "t");
            names[$"b{i}"] = await Append(Other, "u");
            if (i is 1 or 3 or 5 or 7)
                while (await sealer.SealAsync(Ct) == 0)
                    await Task.Yield();
            if (i == 5)
                file = Checkpoint.Parse((await new Sealer(database.Store()).CheckpointOfEventsAsync(Client, Ct))!.ToJson());
        }

        await database.Execute($"create table public.kept as select * from events.mt_events");
        await database.Execute($"create table public.kept_streams as select * from events.mt_streams");
        await database.Execute($"create table public.kept_seals as select * from events.es_seals");
        await database.Execute($"create table public.kept_keys as select * from events.es_seal_keys");
        // Who owns the tables takes away what hinders them.
        await database.Execute($"alter table events.mt_events drop constraint fkey_mt_events_stream_id_tenant_id");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    public long Number(string name) => long.Parse(names.GetValueOrDefault(name, name));

    /// <summary>Statements with the places named: see <see cref="AttackTests.Edits"/>.</summary>
    public async Task Attack(string sql)
    {
        var filled = Place().Replace(sql, place => place.Value[0] == '\'' ? $"'{names[place.Value.Trim('\'')]}'" : names[place.Value]);
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        foreach (var statement in filled.Split([";\n", "; "], StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    /// <summary>Blocks as long as they were, so that only what is in them tells.</summary>
    public async Task SealAnew()
    {
        await database.Execute($"delete from events.es_seals");
        foreach (var client in new[] { Client, Other })
            foreach (var last in new[] { "b1", "b3", "b5", "b7" })
                await new Sealer(database.Store()).SealAsync(client, long.MinValue, Number(last), Ct);
    }

    public Task<Verification> Verify(bool noted = true) =>
        new LogVerifier(database.Store()).VerifyAsync(Client, file, noted ? file.Fingerprint : null, ct: Ct);

    public Task Restore() => Attack(
        """
        alter table events.mt_events drop constraint if exists pkey_mt_events_seq_id; drop index if exists events.pk_mt_events_stream_and_version;
        delete from events.mt_events; delete from events.mt_streams; delete from events.es_seals; delete from events.es_seal_keys;
        delete from events.es_seal_delays; insert into events.mt_streams select * from public.kept_streams;
        insert into events.es_seals select * from public.kept_seals; insert into events.es_seal_keys select * from public.kept_keys;
        insert into events.mt_events select * from public.kept;
        alter table events.mt_events add constraint pkey_mt_events_seq_id primary key (seq_id);
        create unique index pk_mt_events_stream_and_version on events.mt_events (tenant_id, stream_id, version)
        """);

    [GeneratedRegex(@"\b[ab][0-8]\b|'[xystu]'")]
    private static partial Regex Place();

    private async Task<string> Append(string tenant, string stream)
    {
        var session = database.Store().OpenSession(tenant, new EventMetadata("person", "maren", "request", "message"));
        session.Append(Guid.Parse(names[stream]), new MoneyPaid(names.Count));
        return $"{((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events![0].Seq}";
    }
}
