namespace HybridBpo.Inbox.Reviewing;

/// The second, blind answer. Holds: does this person have the review in their hands?
internal sealed record AnswerReview(string By, string Choice, string Sureness, bool Holds)
{
    public static Result<Decision<Done>> Decide(AnswerReview ask, Review? state, CaseForm? form, DateTimeOffset now) => state switch
    {
        null => new ReviewNotFound(),
        { Reviewer: { } by } => by == ask.By ? new Decision<Done>(Done.Yes) : new ReviewGone(),
        _ when form is null => new CaseErased(),
        _ when state.NotFor.Contains(ask.By) => new KnowsTheAnswer(),
        _ when !ask.Holds => new ReviewGone(),
        _ when form.Choices.All(choice => choice.Code != ask.Choice) => new UnknownChoice(),
        _ when !Cases.Sureness.All.Contains(ask.Sureness) => new SurenessMissing(),
        _ => new Decision<Done>(Done.Yes, new ReviewAnswered(now, ask.By, ask.Choice, ask.Sureness)),
    };
}

/// A third person says which answer is right where the two differ.
internal sealed record SettleReview(string By, string Choice)
{
    public static Result<Decision<Done>> Decide(SettleReview ask, Review? state, CaseForm? form, DateTimeOffset now) => state switch
    {
        null => new ReviewNotFound(),
        { Settled: not null } or { Differs: false } => new NothingToSettle(),
        _ when form is null => new CaseErased(),
        _ when ask.By == state.DecidedBy || ask.By == state.Reviewer => new OneOfTheTwo(),
        _ when form.Choices.All(choice => choice.Code != ask.Choice) => new UnknownChoice(),
        _ => new Decision<Done>(Done.Yes, new ReviewSettled(now, ask.By, ask.Choice)),
    };
}

internal sealed record ReviewNotFound() : NotFound("There is no such second look in your hands.");

internal sealed record ReviewGone()
    : Conflict("This second look is not in your hands any more: its time ran out, or somebody gave it. Take the next one.");

internal sealed record KnowsTheAnswer() : Forbidden("You know what was decided or proposed here. Somebody else looks.");

internal sealed record NothingToSettle() : Conflict("There is nothing to settle: the two agree, or a third person has said what is right.");

internal sealed record OneOfTheTwo() : Forbidden("One of the two answers is yours. A third person settles it.");
