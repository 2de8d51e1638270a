using System.Reflection;

namespace HybridBpo.Host;

/// <summary>Which modules there are, and whose scripts make the database.</summary>
internal static class Composition
{
    // The order in which modules are wired, scheduled and filled with demo data. A module's assembly has one public IModule.
    private static readonly Assembly[] ModuleAssemblies =
        [Assembly.Load("HybridBpo.Inbox"), Assembly.Load("HybridBpo.Collections"), Assembly.Load("HybridBpo.Hro")];

    public static IReadOnlyList<IModule> Modules { get; } =
    [
        .. ModuleAssemblies.SelectMany(a => a.GetExportedTypes())
            .Where(t => typeof(IModule).IsAssignableFrom(t) && !t.IsAbstract)
            .Select(t => (IModule)Activator.CreateInstance(t)!),
    ];

    public static IReadOnlyList<SchemaSource> Schemas { get; } =
        SchemaSource.From([typeof(Events.EventStore).Assembly, typeof(IModule).Assembly, Assembly.GetExecutingAssembly(), .. ModuleAssemblies]);
}
