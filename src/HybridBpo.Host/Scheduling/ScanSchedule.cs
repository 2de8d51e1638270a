using Dapper;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Quartz;

namespace HybridBpo.Host.Scheduling;

/// <summary>Turns the modules' scans into Quartz jobs: one job per kind, at most one run over all hosts, recovered when its host dies.</summary>
internal sealed class ScanSchedule(IQuartzBuilder quartz, IConfiguration configuration) : IScanSchedule
{
    /// <remarks>An installation may look more or less often than usual: <c>Scans:NAME</c> holds another Quartz cron expression.</remarks>
    public void Every<TScan>(string name, string cron)
        where TScan : class, IScan
    {
        var when = Read($"Scans:{name}", cron);
        quartz.Services.TryAddScoped<TScan>();
        quartz.AddJob<ScanJob<TScan>>(job => job.WithIdentity(name).StoreDurably(true).RequestRecovery(true).DisallowConcurrentExecution(true));
        // A scan looks for whatever is due, so missed runs need no repeating.
        quartz.AddTrigger<ScanJob<TScan>>(trigger => trigger.WithIdentity(name).ForJob(name)
            .WithSchedule(CronScheduleBuilder.Create(when)
                .InTimeZone(TimeZoneInfo.Utc)
                .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)));
    }

    private string Read(string key, string usual)
    {
        var cron = configuration[key] is { Length: > 0 } set ? set : usual;
        return CronExpression.TryParse(cron, out _)
            ? cron
            : throw new InvalidOperationException($"{key} is '{cron}', which is no Quartz cron expression such as '{usual}'.");
    }

    /// <summary>Makes a restored database forget the hosts that ran scans when its backup was taken; what they ran is due again by itself.</summary>
    public static Task ForgetHostsAsync(NpgsqlConnection database) => database.ExecuteAsync("""
        delete from quartz.qrtz_fired_triggers;
        delete from quartz.qrtz_scheduler_state;
        update quartz.qrtz_triggers set trigger_state = 'WAITING' where trigger_state in ('ACQUIRED', 'BLOCKED', 'EXECUTING');
        update quartz.qrtz_triggers set trigger_state = 'PAUSED' where trigger_state = 'PAUSED_BLOCKED';
        """);

    public static void Add(IServiceCollection services, IConfiguration configuration, IReadOnlyList<IModule> modules)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.UseRegisteredDataSource = true);
                store.ConfigureStore(o => o.TablePrefix = "quartz.qrtz_");
                store.UseClustering(o =>
                {
                    o.CheckinInterval = TimeSpan.FromSeconds(3);
                    o.CheckinMisfireThreshold = TimeSpan.FromSeconds(6);
                });
            });
            var schedule = new ScanSchedule(quartz, configuration);
            schedule.Every<RetentionScan>(RetentionScan.Name, RetentionScan.Usual);
            foreach (var module in modules) module.Schedule(schedule);
        });
        // A scan that goes over everybody may take an hour: a host that stops asks it to end, or it would go on without a database.
        services.Configure<QuartzSchedulerOptions>(o => o.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs);
        services.AddQuartzHostedService<BoundedScheduling>(o => o.WaitForJobsToComplete = true);
    }
}

/// <summary>Runs one scan. Quartz gives every run a scope of services of its own.</summary>
internal sealed class ScanJob<TScan>(TScan scan) : IJob
    where TScan : class, IScan
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await scan.RunAsync(cancellationToken);
}
