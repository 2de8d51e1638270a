using System.Text.RegularExpressions;

namespace HybridBpo.Platform;

/// <summary>What is wrong with a text in YAML that somebody wrote on a page, without the names of our own types.</summary>
public static partial class YamlWords
{
    /// <summary>One sentence for whoever wrote it.</summary>
    /// <param name="line">Counted from 1.</param>
    /// <param name="error">What the reader of YAML threw.</param>
    public static string Say(long line, Exception error)
    {
        var why = (error.InnerException ?? error).Message;
        return $"Line {line}: " + (Unknown().Match(why) is { Success: true } found ? $"“{found.Groups[1].Value}” is nothing that a line has."
            : Insides().IsMatch(why) ? "it is not written as a policy is: look at the example for what belongs there."
            : why);
    }

    [GeneratedRegex("^Property '([^']{1,100})' not found on type")]
    private static partial Regex Unknown();

    [GeneratedRegex("HybridBpo\\.|System\\.|deseriali|Deseriali|IConvertible|type '")]
    private static partial Regex Insides();
}
