using System.Globalization;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// The form of a case, filled with what its person has typed so far. Nothing is chosen for anybody.
internal static class FormViews
{
    public static IReadOnlyList<CaseOption> Sure { get; } =
        [new(Sureness.Unsure, "Unsure"), new(Sureness.Fairly, "Fairly"), new(Sureness.Very, "Very")];

    public static FormView Of(Case state, string me, Drafts.Draft draft, CaseClock clock, Told? told) => state.Form is not { } form
        ? new FormView([], [], [], [], [], "", "", "", "")
        : new FormView(
            [.. form.Questions.Select(question => new QuestionView(question.Id, question.Label, Options(question.Options, draft,
                $"a.{question.Id}")))],
            [.. form.Choices.Select((choice, at) => Choice(choice, state.NeedsSecond(me, choice), at + 1, draft, told))],
            Options(form.Weights ?? [], draft, "weight"),
            Options(Sure, draft, "sure"),
            Options(form.Reasons, draft, "reason"),
            draft.One("take"),
            draft.One("note"),
            told is { At: "note" } ? told.Message : "",
            draft.SavedAt is { } at ? $"saved {clock.Short(at)}" : "saved as you type");

    private static ChoiceView Choice(CaseChoice choice, bool second, int number, Drafts.Draft draft, Told? told) => new(
        choice.Code, choice.Label, choice.Verb, choice.Hint, second, draft.Has("choice", choice.Code), number,
        [.. choice.Fields.Select(field => new FieldView($"f.{choice.Code}.{field.Name}", field.Label, field.Type, field.Unit,
            field.Type == "money" ? Amounts.Sign(field.Unit) : "", draft.One($"f.{choice.Code}.{field.Name}"), field.Required, Range(field),
            told?.At == $"f.{choice.Code}.{field.Name}" ? told.Message : ""))]);

    private static string Range(CaseField field) => field.Type switch
    {
        "money" => $"{Amounts.Plain(field.Min, field.Unit)} to {Amounts.Plain(field.Max, field.Unit)}",
        "count" => string.Create(CultureInfo.InvariantCulture, $"{field.Min} to {field.Max}"),
        _ => "",
    };

    private static List<OptionView> Options(IReadOnlyList<CaseOption> options, Drafts.Draft draft, string name) =>
        [.. options.Select(option => new OptionView(option.Code, option.Label, draft.Has(name, option.Code), option.NeedsNote))];
}
