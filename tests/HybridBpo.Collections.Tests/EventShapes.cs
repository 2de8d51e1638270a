using System.Text.Json;
using HybridBpo.Testing;

namespace HybridBpo.Collections.Tests;

public class EventShapes
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Every_event_keeps_its_name_and_its_fields()
    {
        var samples = CollectionsModule.EventTypes.Select(type =>
        {
            var constructor = type.GetConstructors().Single(c => c.GetParameters().Length > 0 && c.GetParameters()[0].ParameterType != type);
            return constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType, p.Name!))]);
        }).ToList();
        PinnedEvents.Match(new CollectionsModule(), samples);
        Assert.All(samples, made =>
        {
            var json = JsonSerializer.Serialize(made, made.GetType(), Written);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, made.GetType(), Written), made.GetType(), Written));
        });
    }

    [Fact]
    public void All_records_of_the_event_files_are_registered()
    {
        var declared = typeof(CollectionsModule).Assembly.GetTypes()
            .Where(t => t.GetProperties().Any(p => p.IsDefined(typeof(Events.CodeAttribute), true)
                || p.IsDefined(typeof(Events.PersonalAttribute), true))).ToHashSet();
        Assert.Superset(declared, CollectionsModule.EventTypes.ToHashSet());
    }

    private static object Sample(Type type, string name) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => $"<{name}>",
        var t when t == typeof(Guid) => new Guid("11111111-2222-5333-8444-555555555555"),
        var t when t == typeof(long) => 123_456L,
        var t when t == typeof(int) => 12,
        var t when t == typeof(double) => 0.5,
        var t when t == typeof(bool) => true,
        var t when t == typeof(DateOnly) => new DateOnly(2026, 10, 14),
        var t when t == typeof(DateTimeOffset) => new DateTimeOffset(2026, 10, 14, 12, 30, 0, TimeSpan.Zero),
        var t when t == typeof(Guid[]) => new[] { new Guid("11111111-2222-5333-8444-555555555555") },
        var t when t == typeof(string[]) => new[] { $"<{name}>" },
        var t => throw new InvalidOperationException($"No sample for {t}."),
    };
}
