using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Testing;

/// <summary>
/// Every kind of event with its body as it lies in the log, kept beside the test as <c>TestClass.Test.verified.txt</c>: the kind's name and its JSON.
/// A kind may stand there several times: the last body is today's, those before are of the past and must still be read. The file is never written by
/// a test, because logs out there are not rewritten either: it only grows.
/// </summary>
public static partial class PinnedEvents
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fails unless every kind of the module is pinned as it is written today, and every body there ever was is read.</summary>
    /// <param name="module">Whose events and upcasts.</param>
    /// <param name="samples">One event of each kind, or more, every field filled where it can be.</param>
    /// <param name="file">Filled by the compiler: the test class's file.</param>
    /// <param name="test">Filled by the compiler: the test.</param>
    /// <exception cref="EventsNotAsPinned">A body is missing, changed or no longer read; says what to do.</exception>
    public static void Match(
        IModule module, IEnumerable<object> samples, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var kept = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{test}.verified.txt");
        var (types, kinds) = TypesOf(module);
        var problems = Problems(types, kinds, Read(File.Exists(kept) ? File.ReadAllText(kept) : ""), samples).ToList();
        if (problems.Count > 0)
            throw new EventsNotAsPinned($"{Path.GetFileName(kept)}:\n{string.Join("\n\n", problems)}");
    }

    internal static IEnumerable<string> Problems(
        EventTypes types, IEnumerable<Type> kinds, IReadOnlyList<(string Kind, JsonObject Body)> pinned, IEnumerable<object> samples)
    {
        var bodies = pinned.ToLookup(p => p.Kind, p => p.Body);
        var today = samples.ToLookup(s => s.GetType());
        foreach (var kind in kinds)
        {
            if (!today.Contains(kind))
                yield return $"{kind.Name}: the test has no sample of it.";
            foreach (var sample in today[kind])
            {
                var json = (JsonObject)JsonNode.Parse(JsonSerializer.Serialize(sample, kind, Written))!;
                if (bodies[kind.Name].LastOrDefault() is { } last && SameShape(last, json))
                    continue;
                var upcast = bodies.Contains(kind.Name)
                    ? $"Register an upcast (services.AddUpcasts(e => e.Upcast<{kind.Name}>(\"{types.AliasOf(kind)}\", …))), then add"
                    : "Add";
                yield return $"{kind.Name} is not pinned as it is written today. Leave the lines that there are: events in logs out there stay as "
                    + $"they are. {upcast} behind them:\n{kind.Name} {json.ToJsonString(Written)}";
                break;
            }
        }

        foreach (var (kind, body) in pinned)
        {
            if (NotRead(types, kind, body) is { } problem)
                yield return $"{kind}: this body of the past is not read any more: {problem}\n{body.ToJsonString(Written)}";
        }
    }

    /// <summary>The bodies of a file: a name, then JSON over one or several lines.</summary>
    internal static IReadOnlyList<(string Kind, JsonObject Body)> Read(string text)
    {
        var bodies = new List<(string, JsonObject)>();
        var rest = Encoding.UTF8.GetBytes(text);
        while (Name().Match(Encoding.UTF8.GetString(rest)) is { Success: true } name)
        {
            var json = rest[Encoding.UTF8.GetByteCount(name.Value)..];
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
            bodies.Add((name.Groups[1].Value, (JsonObject)JsonNode.Parse(ref reader)!));
            rest = json[(int)reader.BytesConsumed..];
        }
        return bodies;
    }

    private static (EventTypes Types, IReadOnlyList<Type> Kinds) TypesOf(IModule module)
    {
        var services = new ServiceCollection();
        module.AddServices(services, new ConfigurationBuilder().Build());
        var (types, kinds) = (new EventTypes(), new List<Type>());
        foreach (var registered in services.Select(s => s.ImplementationInstance).OfType<RegisteredEvents>())
            kinds.AddRange(registered.Types);
        types.Add(kinds);
        foreach (var upcasts in services.Select(s => s.ImplementationInstance).OfType<RegisteredUpcasts>())
            upcasts.Register(types);
        return (types, kinds);
    }

    // Null fits anything: whether a field has a value is no matter of shape.
    private static bool SameShape(JsonObject one, JsonObject other) =>
        one.Select(p => p.Key).Order(StringComparer.Ordinal).SequenceEqual(other.Select(p => p.Key).Order(StringComparer.Ordinal))
        && one.All(p => p.Value is null || other[p.Key] is null || Kind(p.Value) == Kind(other[p.Key]!));

    private static JsonValueKind Kind(JsonNode node) => node.GetValueKind() is var kind && kind == JsonValueKind.False ? JsonValueKind.True : kind;

    private static string? NotRead(EventTypes types, string kind, JsonObject body)
    {
        try
        {
            var read = types.Read(AliasName().Replace(kind, "_").ToLowerInvariant(), body.ToJsonString());
            var now = (JsonObject)JsonNode.Parse(JsonSerializer.Serialize(read, read.GetType(), Written))!;
            var lost = body.Where(p => p.Value is not null && now[p.Key] is null).Select(p => p.Key).ToList();
            return lost.Count == 0 || types.IsUpcast(AliasName().Replace(kind, "_").ToLowerInvariant())
                ? null
                : $"{string.Join(", ", lost)} would be lost in silence: register an upcast.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException or FormatException)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"^\s*(\w+) (?=\{)")]
    private static partial Regex Name();

    // A pinned name may be that of a record that is called otherwise now.
    [GeneratedRegex(@"(?<=\p{Ll})(?=\P{Ll})|(?<=\P{Ll})(?=\P{Ll}\p{Ll})")]
    private static partial Regex AliasName();
}

/// <summary>Events are not as they are pinned; the message says what to do.</summary>
public sealed class EventsNotAsPinned(string message) : Exception(message);
