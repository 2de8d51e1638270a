using System.CommandLine;
using System.CommandLine.Parsing;

namespace HybridBpo.Host.Cli;

/// <summary>What is wrong with a command line, in one line that says where to look.</summary>
internal static class WrongUsage
{
    public static string Words(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = Path(parsed.CommandResult);
        return $"{Problem()} Try ./run.sh {(path.Length == 0 ? "" : path + " ")}--help.";

        string Problem()
        {
            if (parsed.UnmatchedTokens is [var word, ..])
            {
                if (word.StartsWith('-')) return $"There is no option {word}{(path.Length == 0 ? "" : $" of {path}")}.";
                return command.Subcommands.Count > 0 ? $"There is no command {$"{path} {word}".Trim()}." : $"{word} is one word too many.";
            }
            if (command.Subcommands.Count > 0 && command.Action is null)
                return $"Say which: {path} {string.Join('|', command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
            return string.Join(" ", parsed.Errors.SelectMany(Say).Distinct());
        }
    }

    private static IEnumerable<string> Say(ParseError error) => error.SymbolResult switch
    {
        OptionResult option => [Say(option.Option.Name, option.Option.ValueType, option.Tokens, option.Implicit, error.Message)],
        ArgumentResult { Parent: OptionResult option } => [Say(option.Option.Name, option.Option.ValueType, option.Tokens, false, error.Message)],
        ArgumentResult argument =>
            [Say(argument.Argument.Name.ToUpperInvariant(), argument.Argument.ValueType, argument.Tokens, true, error.Message)],
        CommandResult command => Missing(command) is { Count: > 0 } missing ? missing : [error.Message],
        _ => [error.Message],
    };

    private static string Say(string name, Type type, IReadOnlyList<Token> tokens, bool isAbsent, string message)
    {
        if (tokens.Count == 0) return isAbsent ? $"{name} is missing." : $"{name} needs a value.";
        var typed = string.Join(" ", tokens.Select(t => t.Value));
        var mustBeOneOf = message.IndexOf("Must be one of", StringComparison.Ordinal);
        if (mustBeOneOf >= 0)
        {
            var known = message[mustBeOneOf..].Split('\'').Where((_, i) => i % 2 == 1);
            return $"{name} does not know '{typed}': it takes {string.Join(", ", known)}.";
        }
        return message.StartsWith("Cannot parse argument", StringComparison.Ordinal) ? $"{name}: '{typed}' is not {Kind(type)}." : message;
    }

    private static string Kind(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.Double or TypeCode.Decimal => "a number",
        TypeCode.Boolean => "true or false",
        _ => "what it takes",
    };

    private static List<string> Missing(CommandResult command) =>
    [
        .. command.Command.Options.Where(o => o.Required && command.GetResult(o) is not { Implicit: false }).Select(o => $"{o.Name} is missing."),
        .. command.Command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0 && command.GetResult(a) is not { Tokens.Count: > 0 })
            .Select(a => $"{a.Name.ToUpperInvariant()} is missing."),
    ];

    private static string Path(CommandResult result)
    {
        var names = new Stack<string>();
        for (var at = result; at.Parent is CommandResult parent; at = parent) names.Push(at.Command.Name);
        return string.Join(' ', names);
    }
}
