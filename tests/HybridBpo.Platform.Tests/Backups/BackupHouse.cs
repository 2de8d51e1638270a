using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform.Tests;

public sealed record NameTold([property: Personal] string Name);

/// <summary>An installation of the platform: a database, a data folder, a host that is driven step by step. Others take over its backups.</summary>
internal sealed class BackupHouse : IAsyncDisposable
{
    public const string Client = "fernbrook";
    private static readonly Access System = Access.System("test");

    private readonly Dictionary<string, string?> settings;
    private ServiceProvider? host;

    private BackupHouse(TestDatabase database, IReadOnlyDictionary<string, string?>? more)
    {
        Database = database;
        settings = new Dictionary<string, string?>(more ?? new Dictionary<string, string?>())
        {
            [DataFolder.Key] = Folder,
            ["ConnectionStrings:HybridBpo"] = database.ConnectionString,
        };
    }

    public TestDatabase Database { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("hybridbpo-backup-").FullName;

    public string File => Path.Combine(Folder, "one.bak");

    public string Journal => Path.Combine(Folder, SendJournal.FolderName);

    public IConfiguration Configuration => TestPlatform.Configuration(Database, settings);

    public ServiceProvider Host => host ??= Build(Database.ConnectionString);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One with a client whose sending is on, and a host that runs.</summary>
    public static async Task<BackupHouse> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var house = new BackupHouse(await TestDatabase.CreateAsync(), settings);
        await house.ExecuteAsync(Scans.Table);
        await house.Host.AddClientAsync(Client, Ct);
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(DeliveryHosts.Supervisor, Client, Ct)).Refusal);
        await house.SendAsync();
        return house;
    }

    /// <summary>One whose database is empty, with the same master key.</summary>
    public static async Task<BackupHouse> EmptyAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var house = new BackupHouse(await TestDatabase.CreateAsync(), settings);
        foreach (var schema in TestServer.Schemas)
            await house.ExecuteAsync($"drop schema {schema.Name} cascade");
        return house;
    }

    /// <summary>What a module of the next host keeps about people; null for none.</summary>
    public ISubjectEraser? Eraser { get; set; }

    public T Get<T>()
        where T : notnull => Host.GetRequiredService<T>();

    /// <summary>Ends the host: it comes again when it is asked for something.</summary>
    public async Task LeaveAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        host = null;
    }

    public Task<Result<BackupTaken>> BackUpAsync(string? file = null) =>
        Get<TakeBackup>().RunAsync(Database.ConnectionString, file ?? File, null, TestServer.Schemas, null, Ct);

    public async Task<Result<RestoreReport>> RestoreAsync(RestoreOrder order, IReadOnlyList<SchemaSource>? schemas = null,
        Func<string, Task>? before = null)
    {
        await LeaveAsync();
        var restoring = new RestoringHost(
            schemas ?? TestServer.Schemas,
            async (connectionString, work) =>
            {
                if (before is not null)
                    await before(connectionString);
                await using var services = Build(connectionString);
                await work(services);
            },
            _ => Task.FromResult(0));
        return await new RestoreBackup(Configuration, restoring).RunAsync(
            order, () => DatabaseServer.OpenAsync(Configuration, Ct), new Progress<string>(), Ct);
    }

    public static RestoreOrder From(string file, bool replace = false, string? keys = null, string? journal = null, string? erasures = null,
        string? despite = null) =>
        new(file, keys, erasures is null ? [] : [erasures], journal is null ? [] : [journal], replace, despite);

    /// <summary>Somebody's name in an event.</summary>
    public async Task<Guid> TellAsync(string name, Guid? person = null)
    {
        var id = person ?? Guid.CreateVersion7();
        var session = Get<EventStore>().OpenSession(Client, System);
        session.Append(id, new NameTold(name));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        return id;
    }

    public async Task<string?> NameOfAsync(Guid person) =>
        ((NameTold)(await Get<EventStore>().FetchStreamAsync(Client, person, ct: Ct))[0].Data).Name;

    /// <summary>Somebody's file, received so long ago that any retention reaches it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="general">Does all of it lie under the person's general key, as before keys had kinds and months?</param>
    public async Task<(Guid Person, Guid File)> ReceiveScanAsync(string name, bool general = false)
    {
        var (person, file) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var session = Get<EventStore>().OpenSession(Client, System);
        session.Append(Guid.CreateVersion7(), new ScanReceived(person, file, name));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        await ExecuteAsync("update events.mt_events set timestamp = '2020-01-15' where type = 'scan_received'");
        await ExecuteAsync($"""
            update events.es_subject_keys set {(general ? "kind = '', month = 'infinity'" : "month = '2020-01-01'")} where subject_id = '{person}'
            """);
        Get<KeyRetention>().Forget();
        await PutFileAsync(person, [1, 2, 3], file);
        return (person, file);
    }

    /// <summary>What is still to be read of it in the log, in the table and in the file.</summary>
    public async Task<string> LeftOfAsync((Guid Person, Guid File) scan)
    {
        var stream = await AskAsync<Guid>($"select stream_id from events.mt_events where data ->> 'File' = {$"{scan.File}"}");
        var log = ((ScanReceived)(await Get<EventStore>().FetchStreamAsync(Client, stream, ct: Ct))[0].Data).Name;
        var table = await AskAsync<string>($"select name from platform.scans where file = {scan.File}");
        var file = await ReadFileAsync(scan.File);
        return string.Join(' ', new[] { ("log", log is null), ("table", table is null), ("file", file is null) }
            .Where(place => !place.Item2).Select(place => place.Item1));
    }

    /// <summary>Puts a policy for scans in force.</summary>
    public Task SetRetentionAsync(int days) => ExecuteAsync($"""
        insert into platform.retention_policies (client_id, kind, does, days) values ('{Client}', 'scan_received', 'fields', {days})
        """);

    public async Task<RetentionRun> RetainAsync() =>
        Assert.Single((await Get<RetentionRuns>().RunAsync(Access.System("retention"), Client, Ct)).OrThrow());

    public async Task<Guid> PutFileAsync(Guid person, byte[] content, Guid? id = null)
    {
        var put = await Get<FileStore>().PutAsync(
            System, new NewFile(id ?? Guid.CreateVersion7(), Client, person, "scan.pdf", "application/pdf"), new MemoryStream(content), Ct);
        return put.Value.Id;
    }

    public async Task<byte[]?> ReadFileAsync(Guid file)
    {
        if (!(await Get<FileStore>().OpenAsync(System, Client, file, Ct)).Is(out var content, out _))
            return null;
        using var bytes = new MemoryStream();
        await using (content)
            await content.CopyToAsync(bytes, Ct);
        return bytes.ToArray();
    }

    public async Task<Guid> PlanAsync(string to, Guid? id = null, TimeSpan? later = null)
    {
        var session = Get<EventStore>().OpenSession(Client, System);
        var delivery = id ?? Guid.CreateVersion7();
        session.PlanDelivery(new PlannedDelivery(delivery, Client, "letters", "email", delivery,
            DateTimeOffset.UtcNow.AddMinutes(-1) + (later ?? TimeSpan.Zero), JsonSerializer.Serialize(new LetterFacts(to)), "reminder-1"));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        return delivery;
    }

    public Task<int> SendAsync() => Get<DeliveryRelay>().RunOnceAsync(Ct);

    public async Task<string> StateAsync(Guid delivery) => (await Get<Deliveries>().GetAsync(System, Client, delivery, Ct))?.State ?? "not there";

    public Task<T?> AskAsync<T>(FormattableString sql) => Get<Database>().SingleOrDefaultAsync<T>(System, sql, Ct);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false, Options = "-c app.clients=*" }.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private ServiceProvider Build(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddPlatform(Configuration, connectionString);
        services.AddEvents(typeof(NameTold), typeof(ScanReceived));
        services.AddSingleton<Scans>();
        services.AddSingleton<IInlineProjection>(provider => provider.GetRequiredService<Scans>());
        services.AddSingleton<ICopyRedactor>(provider => provider.GetRequiredService<Scans>());
        services.AddSingleton<IOpenMatters>(provider => provider.GetRequiredService<Scans>());
        if (Eraser is not null)
            services.AddSingleton(Eraser);
        Letters.Add(services, Configuration, new Letters(""));
        return services.BuildServiceProvider();
    }
}
