using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace HybridBpo.Inbox.Routing;

/// What is wrong with a policy's text, without the names of our own types.
internal static partial class YamlWords
{
    public static string Say(YamlException error)
    {
        var why = (error.InnerException ?? error).Message;
        return $"Line {error.Start.Line}: " + (Unknown().Match(why) is { Success: true } found
            ? $"“{found.Groups[1].Value}” is nothing that a line has."
            : Insides().IsMatch(why) ? "it is not written as a policy is: look at the example for what belongs there."
            : why);
    }

    [GeneratedRegex("^Property '([^']{1,100})' not found on type")]
    private static partial Regex Unknown();

    [GeneratedRegex("HybridBpo\\.|System\\.|deseriali|Deseriali|IConvertible|type '")]
    private static partial Regex Insides();
}
