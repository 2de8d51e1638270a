using System.Globalization;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Codes and values as people read them.
internal static class CaseWords
{
    public static string Sure(string code) => code switch
    {
        Sureness.Unsure => "unsure",
        Sureness.Fairly => "fairly sure",
        Sureness.Very => "very sure",
        _ => code,
    };

    /// "Offer a plan: $62 · 24 months".
    public static string Choice(CaseForm? form, string? code, IReadOnlyDictionary<string, string> fields)
    {
        if (form?.Choices.FirstOrDefault(choice => choice.Code == code) is not { } choice)
        {
            return Code(code ?? "");
        }

        var values = choice.Fields.Where(field => fields.ContainsKey(field.Name)).Select(field => Value(field, fields[field.Name]));
        var joined = string.Join(" · ", values);
        return joined.Length == 0 ? choice.Label : $"{choice.Label}: {joined}";
    }

    /// The same in two sizes: figures large and the choice's name small, or the name large.
    public static ChosenView Chosen(CaseForm? form, string? code, IReadOnlyDictionary<string, string> fields)
    {
        var line = Choice(form, code, fields);
        var choice = form?.Choices.FirstOrDefault(choice => choice.Code == code);
        var given = (choice?.Fields ?? []).Where(field => fields.ContainsKey(field.Name)).ToLookup(field => field.Type == "text");
        var figures = string.Join(" · ", given[false].Select(field => Value(field, fields[field.Name])));
        var texts = string.Join(" · ", given[true].Select(field => fields[field.Name]));
        return figures.Length == 0 ? new ChosenView(line, choice?.Label ?? line, texts)
            : new ChosenView(line, figures, texts.Length == 0 ? choice!.Label : $"{choice!.Label} · {texts}");
    }

    public static string Value(CaseField field, string stored) => field.Type switch
    {
        "money" when long.TryParse(stored, CultureInfo.InvariantCulture, out var minor) => Amounts.Plain(minor, field.Unit),
        "count" => $"{stored} {field.Unit}".Trim(),
        "date" when DateOnly.TryParseExact(stored, "yyyy-MM-dd", out var day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        _ => stored,
    };

    public static string Labels(IReadOnlyList<CaseOption>? options, IEnumerable<string> codes) =>
        string.Join(" · ", codes.Select(code => options?.FirstOrDefault(option => option.Code == code)?.Label ?? Code(code)));

    /// Which mode is on for this person, and why.
    public static string Mode(Case state, string person) => (state.ModeOf(person), state.ModeWhy) switch
    {
        (Cases.Modes.OnRequest, _) => $"You may look before you judge, or judge first: {Drawn}",
        (Cases.Modes.MachineFirst, _) => $"The machine speaks first: {Drawn}",
        (_, ModePolicy.Hiring) => "You judge first: in hiring it is always so.",
        (_, ModePolicy.Adverse) => "You judge first: an answer here can worsen somebody's position.",
        (_, ModePolicy.Money) => "You judge first: it is about money, or for two persons.",
        _ when state.Decision is { } decision && decision.By != person => "You judge first: the second person always does.",
        (_, ModePolicy.Low) when state.Drawn.ContainsKey(person) => $"You judge first: {Drawn}",
        _ => "You judge first: the rule of the house.",
    };

    public static IReadOnlyList<string> Modes(IReadOnlyList<string> modes) => [.. modes.Select(mode => mode switch
    {
        Cases.Modes.OnRequest => "on request",
        Cases.Modes.MachineFirst => "machine first",
        _ => "judgement first",
    })];

    private const string Drawn = "little is at stake here, and your lot for such cases, drawn anew each week, compares the ways of working.";

    /// "paid-in-full" → "paid in full".
    public static string Code(string code) => code.Replace('-', ' ');
}
