namespace HybridBpo.Inbox.Stopping;

/// One person stops a model; from that moment no case shows its proposal that nobody has judged.
internal sealed record StopModel(string By, string Model, string Reason)
{
    private const int Longest = 100;

    /// As it is compared: small letters, single blanks.
    public static string Read(string typed) =>
        string.Join(' ', typed.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static Result<Decision<Done>> Decide(StopModel ask, ModelUse? state, DateTimeOffset now) => ask switch
    {
        { Model.Length: 0 or > Longest } => new Invalid($"Name the model in 1 to {Longest} characters, as its cases do."),
        _ when ask.Model.Any(char.IsControl) => new Invalid("The name of the model holds a character that no name has."),
        _ when StopReasons.All.All(reason => reason.Code != ask.Reason) => new Invalid("Choose why the model is stopped."),
        _ when state?.StoppedBy is not null => new Decision<Done>(Done.Yes),
        _ => new Decision<Done>(Done.Yes, new ModelStopped(now, ask.Model, ask.By, ask.Reason)),
    };
}

/// The first of two people asks, the second, who must be somebody else, lets the model go on. True: it goes on.
internal sealed record RestartModel(string By, string Model)
{
    public static Result<Decision<bool>> Decide(RestartModel ask, ModelUse? state, DateTimeOffset now) => state switch
    {
        null => new NotFound("There is no such stop."),
        { StoppedBy: null } => new Decision<bool>(true),
        { AskedBy: null } => new Decision<bool>(false, new ModelRestartAsked(now, ask.Model, ask.By)),
        _ when state.AskedBy == ask.By => new NeedsAnotherPerson("You asked for the restart yourself: somebody else must confirm it."),
        _ => new Decision<bool>(true, new ModelRestarted(now, ask.Model, ask.By)),
    };
}
