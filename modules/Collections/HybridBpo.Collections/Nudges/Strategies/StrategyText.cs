using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>Reads strategies as they are written, and says what is wrong with them. Amounts are in the client's currency.</summary>
internal static partial class StrategyText
{
    public const int Longest = 20_000;

    private const int MostStrategies = 20, MostSteps = 12, MostProducts = 50, FirstDay = -30, LastDay = 365;

    private const double MostHoldout = 50;

    private const string PreDue = "pre-due";

    /// <summary>Templates of reminders; the texts stand beside them.</summary>
    public static readonly IReadOnlyList<string> Templates = [PreDue, "kind", "offer", "second"];

    /// <summary>What a client has that wrote none.</summary>
    public static string Shipped { get; } = ReadShipped();

    public static Result<StrategyBook> Read(int version, string yaml, string currency)
    {
        if (yaml.Length > Longest) return new StrategyUnreadable($"It is longer than {Longest:N0} characters.");
        try
        {
            var rows = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build()
                .Deserialize<File?>(yaml)?.Strategies;
            return rows is null or { Count: 0 } ? new StrategyUnreadable("There is no strategy under “strategies”.")
                : rows.Count > MostStrategies ? new StrategyUnreadable($"There are more than {MostStrategies} strategies.")
                : Wrong(rows, currency) is { } why ? new StrategyUnreadable(why)
                : new StrategyBook(version, [.. rows.Select(r => r!.Make(currency))]);
        }
        catch (YamlException error)
        {
            return new StrategyUnreadable(YamlWords.Say(error.Start.Line, error));
        }
    }

    private static string? Wrong(List<Row?> rows, string currency)
    {
        foreach (var row in rows)
            if (WrongRow(row, currency) is { } why) return why;
        if (rows.GroupBy(r => r!.Code).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice) return $"Two strategies have the code “{twice}”.";
        var all = rows.FindIndex(r => r!.For is null || r.For.Make(currency).IsAll);
        return all < 0 ? "The last strategy must be for all accounts that no other is for: leave out its “for”."
            : all < rows.Count - 1 ? $"“{rows[all]!.Code}” is for all accounts: nothing comes to “{rows[all + 1]!.Code}” after it. Put it last."
            : null;
    }

    private static string? WrongRow(Row? row, string currency) =>
        row is null ? "A strategy is empty."
        : !IsCode(row.Code) ? $"The code “{row.Code}” must be 2 to 40 small letters, digits and hyphens."
        : row.Name is null or { Length: 0 or > 80 } || row.Name.Any(char.IsControl) ? $"“{row.Code}” needs a name of at most 80 characters."
        : row.Holdout is not (>= 0 and <= MostHoldout) ? $"“{row.Code}” keeps {row.Holdout} % aside; between 0 and {MostHoldout} make sense."
        : row.For?.Wrong(currency) is { } segment ? $"“{row.Code}”: {segment}"
        : row.Steps is null ? $"“{row.Code}” has no steps; write steps: [] when nobody is to be reminded."
        : row.Steps.Count > MostSteps ? $"“{row.Code}” has more than {MostSteps} steps."
        : row.Steps.Select(s => WrongStep(row.Code!, s, currency)).OfType<string>().FirstOrDefault() ?? WrongTogether(row);

    private static string? WrongStep(string of, StepRow? s, string currency) =>
        s is null ? $"A step of “{of}” is empty."
        : !IsCode(s.Code) || s.Code == NudgeStep.PlanLetter.Code
            ? $"The code “{s.Code}” of a step of “{of}” must be 2 to 40 small letters, digits and hyphens, and not plan-letter."
        : s.From is not { } from || s.Until is not { } until ? $"The step “{s.Code}” of “{of}” needs from and until, in days from the due day."
        : from < FirstDay || until > LastDay ? $"The step “{s.Code}” of “{of}” must lie between {FirstDay} and {LastDay} days from the due day."
        : until < from ? $"The step “{s.Code}” of “{of}” ends on day {until}, before it begins on day {from}."
        : from <= 0 && until >= 0
            ? $"The step “{s.Code}” of “{of}” is on the due day: a bill is not late on it. End before it (-1), or begin after it (1)."
        : !Templates.Contains(s.Template) ? $"The step “{s.Code}” of “{of}” has no template that there is: {string.Join(", ", Templates)}."
        : from < 0 != (s.Template == PreDue)
            ? $"The step “{s.Code}” of “{of}”: the template {PreDue} is for bills that are not due yet, all others are for late ones."
        : s.Channel is not (null or "email") ? $"The step “{s.Code}” of “{of}”: only e-mail is connected; text messages and letters are not yet."
        : s.When?.Wrong(currency) is { } when ? $"The step “{s.Code}” of “{of}”: {when}" : null;

    private static string? WrongTogether(Row row)
    {
        if (row.Steps!.GroupBy(s => s!.Code).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice) return $"“{row.Code}” has two steps “{twice}”.";
        foreach (var (one, next) in row.Steps!.OrderBy(s => s!.From).Zip(row.Steps!.OrderBy(s => s!.From).Skip(1)))
            if (one!.Until >= next!.From)
                return $"The steps “{one.Code}” ({one.From} to {one.Until}) and “{next.Code}” ({next.From} to {next.Until}) of “{row.Code}” overlap: "
                    + $"end the first on day {next.From - 1} or begin the second on day {one.Until + 1}.";
        return null;
    }

    private static bool IsCode(string? code) => code is not null && Code().IsMatch(code);

    [GeneratedRegex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$")]
    private static partial Regex Code();

    private static string ReadShipped()
    {
        using var stream = typeof(StrategyText).Assembly.GetManifestResourceStream("HybridBpo.Collections.Nudges.Strategies.strategies.yaml")!;
        return new StreamReader(stream).ReadToEnd();
    }

    private sealed class File
    {
        public List<Row?>? Strategies { get; init; }
    }

    private sealed class Row
    {
        public string? Code { get; init; }

        public string? Name { get; init; }

        public SegmentRow? For { get; init; }

        public double Holdout { get; init; }

        public List<StepRow?>? Steps { get; init; }

        public Strategy Make(string currency) => new(Code!, Name!, For?.Make(currency) ?? Segment.All, Holdout,
            [.. Steps!.OrderBy(s => s!.From).Select(s => new NudgeStep(s!.Code!, s.From!.Value, s.Until!.Value, s.Template!)
            { When = s.When?.Make(currency) ?? Segment.All })]);
    }

    private sealed class StepRow
    {
        public string? Code { get; init; }

        public int? From { get; init; }

        public int? Until { get; init; }

        public string? Template { get; init; }

        public string? Channel { get; init; }

        public SegmentRow? When { get; init; }
    }

    private sealed class SegmentRow
    {
        private const decimal Highest = 1_000_000_000;

        public List<string?>? Products { get; init; }

        public decimal? BalanceFrom { get; init; }

        public decimal? BalanceTo { get; init; }

        public string? Wrong(string currency) =>
            Products?.Count > MostProducts ? $"more than {MostProducts} products are named."
            : Products?.Any(p => string.IsNullOrWhiteSpace(p) || p.Length > 80) == true ? "a product is empty or longer than 80 characters."
            : new[] { BalanceFrom, BalanceTo }.OfType<decimal>().Any(a => a is < 0 or > Highest || a * MoneyText.Unit(currency) % 1 != 0)
                ? $"an amount is below zero, too large, or finer than {currency} has it."
            : BalanceTo < BalanceFrom ? "balanceTo is less than balanceFrom." : null;

        public Segment Make(string currency) =>
            new([.. Products?.Select(p => p!.Trim()) ?? []], Minor(BalanceFrom, currency), Minor(BalanceTo, currency));

        private static long? Minor(decimal? amount, string currency) => amount is { } a ? (long)(a * MoneyText.Unit(currency)) : null;
    }
}

internal sealed record StrategyUnreadable(string Why) : Invalid($"The strategies cannot be used. {Why}");
