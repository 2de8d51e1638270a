using System.Reflection;

namespace HybridBpo.Host;

/// <summary>Which modules there are, and whose scripts make the database.</summary>
internal static class Composition
{
    /// <summary>In the order in which they are wired, scheduled and filled with demo data.</summary>
    public static IReadOnlyList<IModule> Modules { get; } = [];

    public static IReadOnlyList<SchemaSource> Schemas { get; } =
        SchemaSource.From([typeof(Events.EventStore).Assembly, typeof(IModule).Assembly, Assembly.GetExecutingAssembly(), .. Modules.Select(m => m.GetType().Assembly)]);
}
