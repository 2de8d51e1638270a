using HybridBpo.Events;
using HybridBpo.Platform.Scanning;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>Registers what every module stands on.</summary>
public static class PlatformServices
{
    /// <summary>
    /// Database, event store, clients, files, outbox, deliveries, sending switch, links, language model. Nothing runs yet: see <see
    /// cref="AddPlatformWorkers"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">
    /// See the keys of <see cref="DataFolder"/>, <see cref="MasterKey"/>, <see cref="SmtpOptions"/> and <see cref="LanguageModel"/>.
    /// </param>
    /// <param name="connectionString">The migrated database, from <see cref="DatabaseServer"/>.</param>
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration);
        services.AddLogging();
        services.AddSingleton(_ => NpgsqlDataSource.Create(DatabaseServer.WithDefaults(connectionString)));
        // Read at once: a host that would keep the log too short does not start.
        services.AddSingleton(LookSettings.Read(configuration));
        services.AddSingleton(_ => MasterKey.Load(configuration));
        services.AddSingleton(_ => SmtpOptions.Read(configuration));
        services.AddSingleton(Store);
        services.AddSingleton(provider => new ProjectionDaemon(provider.GetRequiredService<EventStore>(), provider.GetServices<IAsyncProjection>()));
        foreach (var service in new[]
        {
            typeof(Database), typeof(Clients), typeof(FileStore), typeof(Outbox), typeof(Deliveries), typeof(SendingSwitch), typeof(CapturedMails),
            typeof(LanguageModel), typeof(SecretBox), typeof(SharedSecrets), typeof(MailServer), typeof(Erasure), typeof(Wake), typeof(Sealer),
            typeof(SealDaemon), typeof(LogVerifier), typeof(StuckWork), typeof(SettleDelivery), typeof(SettleTogether),
            typeof(ErasureRuns), typeof(LegalHolds), typeof(ErasureScanner), typeof(ErasureWork), typeof(LogFigures),
            typeof(KeyRotation), typeof(KeyedCopies), typeof(KeyRetention), typeof(RetentionPolicies), typeof(RetentionRuns), typeof(LastRuns),
            typeof(LookLog), typeof(LookSearch), typeof(SealBlocks), typeof(ErasureList), typeof(TakeBackup), typeof(LastBackup),
        })
        {
            services.TryAddSingleton(service);
        }
        services.AddSingleton(provider => new MasterKeyChange(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<MasterKey>(), provider.GetRequiredService<SecretBox>(),
            provider.GetRequiredService<KeyRotation>()));
        services.AddSingleton(provider => new MasterKeyExport(provider.GetRequiredService<Database>(), provider.GetRequiredService<MasterKey>()));
        services.AddSingleton<ISubjectEraser, MessageEraser>();
        services.AddAsyncProjection<LogCounts>();
        services.TryAddSingleton(provider => new ErasePeople(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<ErasureWork>(), provider.GetRequiredService<Erasure>(),
            provider.GetRequiredService<ErasureRuns>(), provider.GetRequiredService<LegalHolds>(),
            provider.GetRequiredService<TraceHashes>(), provider.GetServices<ISubjectEraser>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new TraceHashes(provider.GetRequiredService<KeyedHashes>()));
        services.TryAddSingleton(provider => new KeyedHashes(provider.GetRequiredService<SharedSecrets>()));
        services.AddSingleton(_ => PublicAddress.Read(configuration));
        services.AddSingleton(provider => new PublicLinks(
            provider.GetRequiredService<SharedSecrets>(), provider.GetRequiredService<PublicAddress>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new MailSetup(
            provider.GetRequiredService<MailServer>(), provider.GetRequiredService<PublicAddress>(), Sender.Read(configuration)));
        services.AddSingleton(provider => new PlatformStart(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<SharedSecrets>(), provider.GetRequiredService<SendingSwitch>(),
            provider.GetRequiredService<SmtpOptions>(), configuration));
        services.AddSingleton(provider => provider.GetRequiredService<LanguageModel>().Status);
        services.AddDataProtection().SetApplicationName("hybridbpo");
        services.AddSingleton<PostgresXmlRepository>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = provider.GetRequiredService<PostgresXmlRepository>()));
        return services;
    }

    /// <summary>
    /// Runs the relays of messages and deliveries, the projection daemon, sealing and housekeeping. Any number of hosts may do so on one database.
    /// </summary>
    public static IServiceCollection AddPlatformWorkers(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(new RelayOptions());
        services.AddSingleton(_ => new SendJournal(SendJournal.FolderIn(configuration)));
        services.AddSingleton<JournalPresence>();
        services.AddSingleton<DeliveryLeases>();
        services.AddSingleton<MailReach>();
        services.AddSingleton<DeliveryWork>();
        services.AddHosted<Wake>();
        services.AddHosted<MessageRelay>();
        services.AddHosted<DeliveryRelay>();
        services.AddHosted<Housekeeping>();
        services.AddHosted<DaemonWorker>();
        services.AddHosted<SealWorker>();
        return services;
    }

    /// <summary>Registers event types: sealed past-tense records of BCL primitives.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services, params IReadOnlyList<Type> types) =>
        services.AddSingleton(new RegisteredEvents(types));

    /// <summary>Lets events that were stored in an older shape, or under an older name, be read as today's.</summary>
    public static IServiceCollection AddUpcasts(this IServiceCollection services, Action<EventTypes> register) =>
        services.AddSingleton(new RegisteredUpcasts(register));

    /// <summary>Registers a read model that is written in the transaction of the events.</summary>
    public static IServiceCollection AddInlineProjection<T>(this IServiceCollection services)
        where T : class, IInlineProjection => services.AddSingleton<IInlineProjection, T>();

    /// <summary>Registers a read model that the daemon keeps up: metrics, search, oversight.</summary>
    public static IServiceCollection AddAsyncProjection<T>(this IServiceCollection services)
        where T : class, IAsyncProjection => services.AddSingleton<IAsyncProjection, T>();

    private static void AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.TryAddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    private static EventStore Store(IServiceProvider provider)
    {
        var options = new EventStoreOptions
        {
            DataSource = provider.GetRequiredService<NpgsqlDataSource>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            KeyRing = provider.GetRequiredService<MasterKey>().Ring,
            SealKey = SealSigner.Read(provider.GetRequiredService<IConfiguration>()),
            Log = provider.GetRequiredService<ILogger<EventStore>>(),
        };
        foreach (var registered in provider.GetServices<RegisteredEvents>())
            options.Events.Add(registered.Types);
        foreach (var upcasts in provider.GetServices<RegisteredUpcasts>())
            upcasts.Register(options.Events);
        options.Inline.AddRange(provider.GetServices<IInlineProjection>());
        return new EventStore(options);
    }
}
