using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform;

/// <summary>What a module gives the host. Its implementation is the module's sole public type.</summary>
public interface IModule
{
    /// <summary>The module's name, which is also its PostgreSQL schema, such as <c>collections</c>.</summary>
    string Name { get; }

    /// <summary>Registers the module's services, its inline projections, outbox handlers and case views.</summary>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>Maps pages and endpoints of the staff app. Everything needs a sign-in unless it says otherwise.</summary>
    void MapEndpoints(IEndpointRouteBuilder staff);

    /// <summary>Maps pages of the public listener (debtors, candidates, opt-out). A GET never acts.</summary>
    void MapPublicEndpoints(IEndpointRouteBuilder open) { }

    /// <summary>Lines of the side bar.</summary>
    IEnumerable<NavItem> Navigation => [];

    /// <summary>Declares the scans that Quartz starts.</summary>
    void Schedule(IScanSchedule schedule) { }

    /// <summary>The module's commands for the command line, each complete with options and action.</summary>
    IEnumerable<Command> Commands(ICommandHost host) => [];

    /// <summary>Fills a demo client with data; called once, on the first start of the demo, in the order inbox, collections, hro.</summary>
    Task SeedDemoAsync(IServiceProvider services, CancellationToken ct) => Task.CompletedTask;

    /// <summary>What doctor shows about the module's needs, such as poppler.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="hasDatabase">Does the database answer, with its schema up to date?</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<DoctorCheck>> DoctorAsync(IServiceProvider services, bool hasDatabase, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<DoctorCheck>>([]);
}

/// <summary>One line of doctor.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="Ok">Was it found in order?</param>
/// <param name="Found">What was found, in a few words.</param>
/// <param name="Mend">What to do when it is missing; empty when it is ok.</param>
public sealed record DoctorCheck(string Name, bool Ok, string Found, string Mend = "");

/// <summary>Lets a module declare scans: short jobs that look for due work in rows. Quartz starts them, one job per kind.</summary>
public interface IScanSchedule
{
    /// <summary>Declares a scan.</summary>
    /// <typeparam name="TScan">The scan; resolved from the services in a scope of its own for each run.</typeparam>
    /// <param name="name">Stable name, such as <c>collections.plan-nudges</c>.</param>
    /// <param name="cron">Quartz cron expression in UTC, such as <c>0 */5 * * * ?</c>.</param>
    void Every<TScan>(string name, string cron)
        where TScan : class, IScan;
}

/// <summary>
/// A scan that Quartz starts. At most one run of a kind is under way over all hosts; a run that died with its host is started again elsewhere.
/// </summary>
public interface IScan
{
    /// <summary>Looks for due work and does it. Must be harmless when run twice.</summary>
    /// <param name="ct">Set when the host stops.</param>
    Task RunAsync(CancellationToken ct);
}

/// <summary>What a command of a module can use of the host.</summary>
public interface ICommandHost
{
    /// <summary>Where results go; under <c>--json</c> one JSON document and nothing else.</summary>
    TextWriter Out { get; }

    /// <summary>Where messages go.</summary>
    TextWriter Error { get; }

    /// <summary>Starts (or finds) the database, brings the schema up to date, and runs <paramref name="act"/> with the host's services.</summary>
    /// <param name="act">The work; its result is the exit code (0 done, 1 refused or failed, 2 wrong usage).</param>
    /// <param name="ct">Set on Ctrl-C.</param>
    Task<int> WithServicesAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct);
}
