using System.Globalization;
using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Escalating;

/// One step of a line. Share: of the working time from opening to due. Wait: working time, before due or after the criterion began to hold.
internal sealed record EscalationStep(double Share, TimeSpan Wait, bool BeforeDue, int Times, IReadOnlyList<string> Does);

/// A line of the policy as it is written: for which clients and kinds, on what, and what then.
internal sealed class EscalationLine
{
    public const string Tell = "tell", Raise = "raise", Team = "team:";

    private const int MostSteps = 5, MostTimes = 50;

    public string? Id { get; init; }

    public string? On { get; init; }

    public List<string>? Clients { get; init; }

    public List<string>? Kinds { get; init; }

    /// Of a line on "due": the working time that a case has.
    public string? Within { get; init; }

    public List<Written>? Steps { get; init; }

    public bool TakesTheRest => Clients is null && Kinds is null;

    public bool Fits(string client, string kind) => (Clients is null || Clients.Contains(client)) && (Kinds is null || Kinds.Contains(kind));

    public IReadOnlyList<EscalationStep> Read() => [.. (Steps ?? []).Select(step => step.Read(On!).Value)];

    /// Names a case that both lines take; null when there is none.
    public string? Shared(EscalationLine other)
    {
        if (Common(Clients, other.Clients) is not { } clients || Common(Kinds, other.Kinds) is not { } kinds)
        {
            return null;
        }

        string[] words = [.. kinds.Length > 0 ? [$"kind {kinds}"] : Array.Empty<string>(),
            .. clients.Length > 0 ? [$"client {clients}"] : Array.Empty<string>()];
        return words.Length == 0 ? "all cases" : string.Join(", ", words);
    }

    public string? Wrong()
    {
        if (!Needs.IsCode(Id ?? ""))
        {
            return $"“{Id}” is no id: small letters, digits and dashes, at most 30.";
        }

        if (On != Criteria.Due && !Criteria.All.Contains(On))
        {
            return $"“{Id}” is on “{On}”. It can be on {string.Join(", ", Criteria.All.Prepend(Criteria.Due))}.";
        }

        if (Clients is { Count: 0 } || Kinds is { Count: 0 } || (Clients ?? []).Concat(Kinds ?? []).Any(string.IsNullOrWhiteSpace))
        {
            return $"“{Id}” has an empty list: nothing would fit. Leave the list out, or name what fits.";
        }

        if (On == Criteria.Due)
        {
            return Steps is not null || Criteria.Working(Within) is not { } within || within == TimeSpan.Zero
                ? $"“{Id}” says within which working time a case is due, such as within: 16h, and nothing else." : null;
        }

        return Within is not null ? $"“{Id}” has “within”, which is for lines on due."
            : Steps is not { Count: <= MostSteps } ? $"“{Id}” needs 0 to {MostSteps} “steps”; steps: [] is to do nothing."
            : Steps.Select(step => step?.Read(On!).Refusal?.Message ?? (step is null ? "A step is empty." : null)).OfType<string>().FirstOrDefault()
                is { } why ? $"“{Id}”: {why}"
            : Read().Zip(Read().Skip(1)).Any(pair => !Follows(pair.First, pair.Second)) ? $"“{Id}”: each step comes after the one above it." : null;
    }

    private static bool Follows(EscalationStep first, EscalationStep then) => first.BeforeDue == then.BeforeDue
        && (first.BeforeDue ? then.Wait < first.Wait : then.Share > first.Share || then.Wait > first.Wait || then.Times > first.Times);

    /// Empty for everything; null when nothing is in both.
    private static string? Common(List<string>? mine, List<string>? theirs) =>
        mine is null && theirs is null ? "" : mine is null ? theirs![0] : theirs is null ? mine[0] : mine.Intersect(theirs).FirstOrDefault();

    internal sealed class Written
    {
        public string? At { get; init; }

        public string? Before { get; init; }

        public string? After { get; init; }

        public int? Times { get; init; }

        public List<string>? Do { get; init; }

        public Result<EscalationStep> Read(string on)
        {
            if (Do is not { Count: > 0 } || Do.Distinct().Count() != Do.Count || Do.FirstOrDefault(act => !Known(act)) is not null)
            {
                return new Invalid($"A step does one or more of {Tell}, {Raise} and {Team}NAME, each once.");
            }

            return on switch
            {
                Criteria.AtRisk when Share(At) is { } share && Before is null && After is null && Times is null =>
                    new EscalationStep(share, TimeSpan.Zero, false, 0, Do),
                Criteria.AtRisk when At is null && Criteria.Working(Before) is { } wait && wait > TimeSpan.Zero && After is null && Times is null =>
                    new EscalationStep(0, wait, true, 0, Do),
                Criteria.AtRisk => new Invalid("A step on at-risk has at: 75% (of the working time until due), or before: 2h (of due)."),
                Criteria.Bounced when Times is >= 1 and <= MostTimes && At is null && Before is null && After is null =>
                    new EscalationStep(0, TimeSpan.Zero, false, Times.Value, Do),
                Criteria.Bounced => new Invalid($"A step on bounced has times: 3, from 1 to {MostTimes}."),
                _ when Criteria.Working(After) is { } wait && At is null && Before is null && Times is null =>
                    new EscalationStep(0, wait, false, 0, Do),
                _ => new Invalid("A step has after: 4h, in working hours and minutes; 0h is at once."),
            };
        }

        private static bool Known(string? act) => act is Tell or Raise || (act?.StartsWith(Team, StringComparison.Ordinal) == true
            && Needs.IsCode(act[Team.Length..]));

        private static double? Share(string? text) => text is { Length: >= 2 and <= 4 } && text[^1] == '%'
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100
            ? percent / 100.0 : null;
    }
}
