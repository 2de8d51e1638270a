using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace HybridBpo.Collections.Risk;

/// <summary>Options that train and evaluate share.</summary>
internal sealed class DataOptions
{
    public Option<string> Data { get; } = new("--data") { Description = "CSV file, plain or gzip", Required = true };

    public Option<string> Label { get; } = new("--label") { Description = "Column with the outcome", Required = true };

    public Option<string?> Positive { get; } = new("--positive") { Description = "The label's value that counts as 1" };

    public Option<HoldOut> HoldOut { get; } = new("--holdout")
    {
        Description = "Rows kept to test on: hash, none or time:COLUMN:YYYY-MM-DD",
        DefaultValueFactory = _ => new HashHoldOut(),
        CustomParser = ParseHoldOut,
    };

    public Option<int> Threads { get; } = Whole("--threads", "Threads; 0 = one per processor", 0, 0, 256);

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON document" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Data, Label, Positive, HoldOut, Threads, Json })
            command.Options.Add(option);
    }

    public static Option<int> Whole(string name, string description, int standard, int low, int high) => new(name)
    {
        Description = $"{description} [{low} to {high}]",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = Only(result);
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                result.AddError(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                    ? $"{name} must be from {low} to {high}." : $"{name}: '{text}' is not a whole number.");
            else if (value < low || value > high)
                result.AddError($"{name} must be from {low} to {high}.");
            return value;
        },
    };

    // How a parser that was given nothing is told is the command line's own affair.
    public static string Only(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    /// <summary>A number above 0 and at most 1, with a point whatever the machine's language.</summary>
    public static double Share(ArgumentResult result)
    {
        var text = Only(result);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && value is > 0 and <= 1)
            return value;
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name}: '{text}' is not a number above 0 and at most 1, such as 0.05.");
        return 0;
    }

    public static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.SelectMany(t => Split(t.Value))],
    };

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static HoldOut? ParseHoldOut(ArgumentResult result)
    {
        var text = Only(result);
        var parsed = Risk.HoldOut.Parse(text);
        if (parsed is null)
            result.AddError($"--holdout: '{text}' is none of hash, none, time:COLUMN:YYYY-MM-DD.");
        return parsed;
    }
}
