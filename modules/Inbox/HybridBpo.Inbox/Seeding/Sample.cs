using System.Text.Json;

namespace HybridBpo.Inbox.Seeding;

/// What a sample is for. Whoever practised on one must not get it as a seed.
internal static class Purposes
{
    public const string Seed = "seed", Practice = "practice";

    public static bool Has(string code) => code is Seed or Practice;
}

/// A case whose right answer is known. Evidence: the facts as the API's view reads them. Because: why the machine is said to propose it.
internal sealed record Sample(
    string ClientId,
    Guid SampleId,
    string Purpose,
    string Kind,
    string Question,
    string Reference,
    string Evidence,
    string Form,
    string Model,
    string Because,
    string Proposed,
    string Truth,
    string Why,
    Guid CopiedFrom,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DueAt,
    int Urgency,
    string? Made)
{
    /// The case about nobody, where a module made it; null where a program opened such cases.
    public SampleCase? MadeCase => Made is null ? null : JsonSerializer.Deserialize<SampleCase>(Made);

    public CaseForm FormOf() => JsonSerializer.Deserialize<CaseForm>(Form)!;

    public bool MachineRight => Proposed == Truth;

    /// The case as a program would have opened it, about nobody, and due as soon as the decided one was, at the same minute of an hour.
    public OpenCase Ask(Guid caseId, DateTimeOffset now) => new(
        caseId, ClientId, Kind, Question, Reference, Ids.For(ClientId, "api-subject", caseId.ToString()), 0, DueFrom(now),
        new Evidence(Api.ApiFacts.Version, Evidence, Reference), FormOf(),
        new Proposal(Proposed, new Dictionary<string, string>(), new Dictionary<string, string>(), Model,
            Because.Length == 0 ? "[]" : Api.ApiFacts.Write([new("Why", Because)])), []);

    /// The case as its module would have opened it at that moment, and as urgent and due as the decided one was.
    public OpenCase AskAs(SampleCase now, Guid caseId, DateTimeOffset at) => new(
        caseId, ClientId, Kind, now.Question, Reference, Ids.For(ClientId, "api-subject", caseId.ToString()), Urgency,
        DueAt is { } due ? at + (due - OpenedAt) : null, now.Evidence, now.Form, now.Proposal, [], now.Title);

    private DateTimeOffset? DueFrom(DateTimeOffset now)
    {
        if (DueAt is not { } due)
        {
            return null;
        }

        var then = now + (due - OpenedAt);
        return new DateTimeOffset(then.Year, then.Month, then.Day, then.Hour, due.Minute, due.Second, TimeSpan.Zero);
    }
}
