using System.Globalization;

namespace HybridBpo.Benchmarks;

/// <summary>The options of a bench: each has a value but <c>--json</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> given = [];

    /// <summary>Null when there is one that is not known or has no value; standard error then says so.</summary>
    public static Options? Read(string[] args, string[] known, string bench)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (!known.Contains(name))
                return Wrong($"There is no option {name} of {bench}. Try ./run.sh {bench} --help.");
            if (name != "--json" && i + 1 == args.Length)
                return Wrong($"{name} wants a value.");
            options.given[name] = name == "--json" ? "" : args[++i];
        }

        return options;
    }

    public bool Has(string name) => given.ContainsKey(name);

    public string? Text(string name) => given.GetValueOrDefault(name);

    /// <summary>Null when it is no number within the bounds; standard error then says so.</summary>
    public double? Number(string name, double otherwise, double least, double most)
    {
        if (!given.TryGetValue(name, out var text))
            return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Console.Error.WriteLine(FormattableString.Invariant($"{name} is {text}: write a number from {least} to {most}."));
        return null;
    }

    private static Options? Wrong(string words)
    {
        Console.Error.WriteLine(words);
        return null;
    }
}
