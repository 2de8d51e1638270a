using System.Reflection;
using System.Runtime.CompilerServices;
using HybridBpo.Testing;

namespace HybridBpo.Architecture.Tests;

/// <summary>
/// What a command was to do stands in es_commands, named for the aggregate, the use case's method and its answer. A command that is sent again after
/// an upgrade, such as a message that waited in the outbox, is refused when that name is another one. So the names are pinned here: whoever renames
/// a method, or the types beside it, either passes the old name as <c>caller</c>, or knows that no such command can be under way.
/// </summary>
public class ActNamesTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Modules => [.. House.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public void The_names_of_acts_are_pinned(string module)
    {
        var assembly = Assembly.LoadFrom(House.Assembly(module));
        var acts = assembly.GetTypes().SelectMany(type => type.GetMethods(All)).SelectMany(NamesIn).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(acts);
        Snapshot.Match(string.Join('\n', acts), module);
    }

    [Fact]
    public void The_scan_finds_what_the_compiler_filled_in() =>
        Assert.Equal(["ActNamesTests.Bait<Int32> Caught"], NamesIn(typeof(ActNamesTests).GetMethod(nameof(Caught), All)!));

    private static int Caught() => Bait(1);

    private static T Bait<T>(T value, [CallerMemberName] string caller = "") =>
        caller.Length > 0 ? value : throw new InvalidOperationException(caller);

    // A text just before the call of a method whose last parameter the compiler fills with the caller's name.
    private static IEnumerable<string> NamesIn(MethodInfo method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        string? text = null;
        for (var at = 0; at < code.Length;)
        {
            int op = code[at++];
            if (op == 0xFE) op = 0xFE00 | code[at++];
            if (op is 0x28 or 0x6F && text is not null && Target(method, BitConverter.ToInt32(code, at)) is { } callee && IsTold(callee))
                yield return $"{callee.DeclaringType!.Name}.{callee.Name}{Arguments(callee)} {text}";
            text = op == 0x72 ? method.Module.ResolveString(BitConverter.ToInt32(code, at)) : null;
            at += op == 0x45 ? 4 + (4 * BitConverter.ToInt32(code, at)) : op is 0x28 or 0x6F or 0x73 or 0xFE06 or 0xFE07 ? 4 : Call.OperandSize(op);
        }
    }

    private static MethodBase? Target(MethodInfo method, int token) => method.Module.ResolveMethod(
        token, method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);

    private static bool IsTold(MethodBase callee) =>
        callee.GetParameters() is [.., var last] && last.IsDefined(typeof(CallerMemberNameAttribute), false);

    private static string Arguments(MethodBase callee) =>
        callee.IsGenericMethod ? $"<{string.Join(", ", callee.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
