using System.Reflection;
using HybridBpo.Events;
using HybridBpo.Inbox.Cases;
using HybridBpo.Testing;

namespace HybridBpo.Inbox.Tests.Cases;

public class EventShapeTests
{
    /// The log outlives the code: a changed shape needs an upcast, and shows here first.
    [Fact]
    public void The_shape_of_every_event_is_pinned() => Snapshot.Match(string.Join('\n', Types().Select(Shape)));

    [Fact]
    public void Every_string_of_an_event_is_personal_or_a_code() => Assert.Empty(
        from type in Types()
        from property in type.GetProperties()
        where property.PropertyType == typeof(string) || property.PropertyType.IsGenericType && property.PropertyType.GetGenericArguments()
            .Contains(typeof(string))
        where property.GetCustomAttribute<PersonalAttribute>() is null && property.GetCustomAttribute<CodeAttribute>() is null
        select $"{type.Name}.{property.Name}");

    [Fact]
    public void What_is_personal_names_its_subject() => Assert.Empty(
        from type in Types()
        where type.GetProperties().Any(property => property.GetCustomAttribute<PersonalAttribute>() is not null)
        where type.GetProperties().All(property => property.GetCustomAttribute<SubjectAttribute>() is null)
        select type.Name);

    private static IEnumerable<Type> Types() => typeof(Case).GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method =>
        method.Name == nameof(Case.Apply))
        .Select(method => method.GetParameters()[0].ParameterType).Append(typeof(CaseOpened)).OrderBy(type => type.Name, StringComparer.Ordinal);

    private static string Shape(Type type) => $"{type.Name}\n{string.Join('\n', type.GetProperties().Select(property =>
        $"  {property.Name}: {Name(property.PropertyType)}{Mark(property)}"))}";

    private static string Mark(PropertyInfo property) => property.GetCustomAttribute<PersonalAttribute>() is not null ? ", personal"
        : property.GetCustomAttribute<SubjectAttribute>() is not null ? ", subject"
        : property.GetCustomAttribute<CodeAttribute>() is not null ? ", code" : "";

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? $"{inner.Name}?"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
