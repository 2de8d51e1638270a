namespace HybridBpo.Inbox.Api;

/// From what another program sent to the case that people judge, or to what does not fit, by name.
internal static class NewCaseChecks
{
    // A day back: a request that is repeated after an outage is taken as it was.
    private static readonly TimeSpan LongestPast = TimeSpan.FromDays(1), LongestDue = TimeSpan.FromDays(366);
    private static readonly string[] Types = ["money", "count", "date", "text"];

    public static Result<OpenCase> Check(NewCase ask, string client, Guid caseId, ApiKinds kinds, DateTimeOffset now)
    {
        if (Misfit(ask, kinds, now) is { } misfit)
        {
            return misfit;
        }

        var choices = ask.Choices.Select(ChoiceOf).ToList();
        var reasons = ask.Reasons.Select(reason => new CaseOption(reason.Code, reason.Label, reason.NeedsNote)).ToList();
        if (!ProposalOf(ask.Proposal, choices).Is(out var proposal, out var refusal))
        {
            return refusal;
        }

        var evidence = new Evidence(ApiFacts.Version, ApiFacts.Write(ask.Facts), $"{ask.Reference} {ask.Title} {ask.Subject}");
        return new OpenCase(caseId, client, ask.Kind, ask.Question, ask.Reference, Ids.For(client, "api-subject", ask.Subject), ask.Urgency,
            ask.DueAt?.ToUniversalTime(), evidence, new CaseForm([], choices, reasons), proposal.Value, [], ask.Title, ask.Traits);
    }

    private static CaseNotFit? Misfit(NewCase ask, ApiKinds kinds, DateTimeOffset now) =>
        !kinds.Has(ask.Kind) ? new("kind", $"is none of {string.Join(", ", kinds.Views.Select(view => view.Kind))}")
        : Line("subject", ask.Subject, 200) ?? Line("reference", ask.Reference, 100) ?? Line("question", ask.Question, 200)
        ?? (ask.Title is null ? null : Line("title", ask.Title, 200))
        ?? When(ask.Urgency is < 0 or > 2, "urgency", "is 0, 1 or 2")
        ?? When(ask.DueAt <= now - LongestPast || ask.DueAt > now + LongestDue, "dueAt", "must lie between a day ago and 366 days ahead")
        ?? Count("facts", ask.Facts, 1, 50) ?? Each("facts", ask.Facts, OfFact)
        ?? Count("choices", ask.Choices, 2, 9) ?? Each("choices", ask.Choices, OfChoice)
        ?? Distinct("choices", ask.Choices.Select(choice => choice.Code))
        ?? Count("reasons", ask.Reasons, 1, 20) ?? Each("reasons", ask.Reasons, OfReason)
        ?? Distinct("reasons", ask.Reasons.Select(reason => reason.Code))
        ?? Count("traits", ask.Traits ?? [], 0, 20) ?? Each("traits", ask.Traits ?? [], (at, trait) =>
            When(!ApiKinds.Trait().IsMatch(trait), at, "must be two codes with a colon between, such as language:es, at most 60 characters"))
        ?? (ask.Proposal is { } proposal ? OfProposal(proposal) : null);

    private static CaseNotFit? OfFact(string at, NewFact fact) =>
        Line($"{at}.label", fact.Label, 80) ?? Text($"{at}.value", fact.Value, 2_000)
        ?? (fact.Source is null ? null : Line($"{at}.source", fact.Source, 200));

    private static CaseNotFit? OfChoice(string at, NewChoice choice) =>
        Code($"{at}.code", choice.Code) ?? Line($"{at}.label", choice.Label, 80)
        ?? (choice.Verb is null ? null : Line($"{at}.verb", choice.Verb, 40))
        ?? (choice.Hint is null ? null : Line($"{at}.hint", choice.Hint, 200))
        ?? Count($"{at}.fields", choice.Fields ?? [], 0, 10) ?? Each($"{at}.fields", choice.Fields ?? [], OfField)
        ?? Distinct($"{at}.fields", (choice.Fields ?? []).Select(field => field.Name));

    private static CaseNotFit? OfField(string at, NewField field) =>
        Code($"{at}.name", field.Name) ?? Line($"{at}.label", field.Label, 80)
        ?? When(!Types.Contains(field.Type), $"{at}.type", $"is none of {string.Join(", ", Types)}")
        ?? (field.Unit is null ? null : Line($"{at}.unit", field.Unit, 20))
        ?? When(field.Type == "money" && field.Unit is not { Length: 3 }, $"{at}.unit", "must be a currency, such as USD")
        ?? When(field.Min > field.Max, $"{at}.min", "is larger than max");

    private static CaseNotFit? OfReason(string at, NewReason reason) => Code($"{at}.code", reason.Code) ?? Line($"{at}.label", reason.Label, 80);

    private static CaseNotFit? OfProposal(NewProposal proposal) =>
        Line("proposal.model", proposal.Model, 100) ?? Count("proposal.why", proposal.Why ?? [], 0, 20)
        ?? Each("proposal.why", proposal.Why ?? [], OfFact);

    private static CaseChoice ChoiceOf(NewChoice choice) => new(choice.Code, choice.Label, choice.Verb ?? choice.Label, choice.Adverse,
        choice.NeedsSecondPerson, choice.Hint ?? "", [.. (choice.Fields ?? []).Select(field =>
            new CaseField(field.Name, field.Label, field.Type, field.Unit ?? "", field.Min, field.Max, field.Required))]);

    private static Result<Optional> ProposalOf(NewProposal? given, IReadOnlyList<CaseChoice> choices)
    {
        if (given is null)
        {
            return new Optional(null);
        }

        var choice = choices.FirstOrDefault(choice => choice.Code == given.Choice);
        if (choice is null && (given.Choice is not null || given.Fields is { Count: > 0 }))
        {
            return new CaseNotFit("proposal.choice", "is none of the choices");
        }

        var fields = choice is null ? new Dictionary<string, string>() : CaseFields.Check(choice, given.Fields ?? new Dictionary<string, string>());
        return fields.Is(out var values, out _)
            ? new Optional(new Proposal(given.Choice, values, new Dictionary<string, string>(), given.Model, ApiFacts.Write(given.Why ?? [])))
            : new CaseNotFit("proposal.fields", "do not fit the fields of the proposed choice");
    }

    private static CaseNotFit? When(bool misfits, string at, string what) => misfits ? new(at, what) : null;

    private static CaseNotFit? Line(string at, string text, int most) =>
        text.Any(char.IsControl) ? new(at, "holds a control character") : Text(at, text, most);

    private static CaseNotFit? Text(string at, string text, int most) =>
        string.IsNullOrWhiteSpace(text) || text.Length > most ? new(at, $"must have 1 to {most:N0} characters")
        : text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? new(at, "holds a control character")
        : null;

    private static CaseNotFit? Code(string at, string code) =>
        ApiKinds.Code().IsMatch(code) ? null : new(at, "must be small letters, digits and hyphens, 40 at most, the first a letter");

    private static CaseNotFit? Count<T>(string at, IReadOnlyList<T> list, int least, int most) =>
        list.Count < least || list.Count > most ? new(at, $"must be {least} to {most}")
        : list.Any(item => item is null) ? new(at, "holds null") : null;

    private static CaseNotFit? Each<T>(string at, IReadOnlyList<T> list, Func<string, T, CaseNotFit?> check) =>
        list.Select((item, i) => check($"{at}[{i}]", item)).FirstOrDefault(misfit => misfit is not null);

    private static CaseNotFit? Distinct(string at, IEnumerable<string> codes) =>
        codes.GroupBy(code => code).Any(group => group.Count() > 1) ? new(at, "names something twice") : null;

    private readonly record struct Optional(Proposal? Value);
}
