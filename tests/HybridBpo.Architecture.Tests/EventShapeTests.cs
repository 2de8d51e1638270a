using System.Reflection;
using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Architecture.Tests;

public class EventShapeTests
{
    private static readonly string[] Suffixes = ["Event", "Message", "Command", "Notification", "Dto"];

    public static TheoryData<string> Modules => [.. House.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_string_of_an_event_is_personal_or_a_code(string module)
    {
        var unmarked =
            from type in EventsOf(module)
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where HoldsText(property.PropertyType)
            where !property.IsDefined(typeof(PersonalAttribute)) && !property.IsDefined(typeof(CodeAttribute))
            select $"{type.Name}.{property.Name}";
        Assert.Empty(unmarked);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Events_are_sealed_records_without_enums_or_suffixes(string module)
    {
        foreach (var type in EventsOf(module))
        {
            Assert.True(type.IsSealed && type.GetMethod("<Clone>$") is not null, $"{type.Name} is no sealed record");
            Assert.DoesNotContain(type.GetProperties().Select(property => property.PropertyType), IsEnum);
            Assert.DoesNotContain(Suffixes, suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_event_is_pinned_by_a_snapshot(string module)
    {
        var pinned = House.Files(Path.Combine(House.Root, "tests", module + ".Tests"), ".txt")
            .Where(path => path.EndsWith(".verified.txt", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();
        Assert.All(EventsOf(module), type => Assert.Contains(pinned, text => text.Contains(type.Name, StringComparison.Ordinal)));
    }

    private static List<Type> EventsOf(string name)
    {
        var module = (IModule)Activator.CreateInstance(
            Assembly.LoadFrom(House.Assembly(name)).GetExportedTypes().Single(type => typeof(IModule).IsAssignableFrom(type)))!;
        var services = new ServiceCollection();
        module.AddServices(services, new ConfigurationBuilder().Build());
        var registered = services.Select(service => service.ImplementationInstance).OfType<RegisteredEvents>();
        var events = registered.SelectMany(some => some.Types).ToList();
        Assert.NotEmpty(events);
        return events;
    }

    private static bool IsEnum(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    private static bool HoldsText(Type type) =>
        type == typeof(string) || type.GenericTypeArguments.Any(HoldsText) || (type.IsArray && HoldsText(type.GetElementType()!));
}
