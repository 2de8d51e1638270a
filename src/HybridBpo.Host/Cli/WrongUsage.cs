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
            // The framework's own words tell of an argument that is missing, and not which.
            var needed = command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0);
            if (needed.FirstOrDefault(a => parsed.GetResult(a) is not { Tokens.Count: > 0 }) is { } open)
                return $"Missing: {open.Name.ToUpperInvariant()}{(open.Description is { Length: > 0 } what ? $" ({what})" : "")}.";
            var empty = command.Options.Where(o => o.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(o) is { Implicit: false, Tokens.Count: 0 })
                .Select(o => $"{o.Name} needs a value{(o.Description is { Length: > 0 } what ? $": {what}" : "")}.").ToList();
            return string.Join(" ", empty.Count > 0 ? empty : parsed.Errors.Select(e => e.Message));
        }
    }

    private static string Path(CommandResult result)
    {
        var names = new Stack<string>();
        for (var at = result; at.Parent is CommandResult parent; at = parent) names.Push(at.Command.Name);
        return string.Join(' ', names);
    }
}
