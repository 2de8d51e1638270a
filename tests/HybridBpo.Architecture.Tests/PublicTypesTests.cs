using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace HybridBpo.Architecture.Tests;

public class PublicTypesTests
{
    public static TheoryData<string> Modules => [.. House.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_shows_its_module_type_and_what_razor_forces_and_nothing_else(string module)
    {
        var others = Assembly.LoadFrom(House.Assembly(module)).GetExportedTypes()
            .Where(type => !typeof(Platform.IModule).IsAssignableFrom(type))
            .Where(type => !typeof(IComponent).IsAssignableFrom(type))
            .Where(type => !IsViewRecord(type))
            .Where(type => !(type.Name == "_Imports" || type.Name.StartsWith("__", StringComparison.Ordinal)))
            .Select(type => type.FullName);
        Assert.Empty(others);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_has_exactly_one_module_type(string module) =>
        Assert.Single(Assembly.LoadFrom(House.Assembly(module)).GetExportedTypes(), typeof(Platform.IModule).IsAssignableFrom);

    /// Parameters of components must be public: records in a Views folder are.
    private static bool IsViewRecord(Type type) =>
        (type.DeclaringType ?? type).Namespace?.Split('.').Contains("Views") == true && type.GetMethod("<Clone>$") is not null;
}
