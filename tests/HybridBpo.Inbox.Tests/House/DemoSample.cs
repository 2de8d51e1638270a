using System.Text.Json;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// Plans about nobody, as a module makes them. Leaves: forgets to take out the reference.
internal sealed class DemoSample : ICaseSample
{
    public const string Taken = "REAL-1";

    public bool Leaves { get; set; }

    public string Kind => InboxHouse.Plan;

    public IReadOnlyList<string> Proposes => ["offer-plan", "keep"];

    public string Invent(string reference, Guid of) => "MADE-77";

    public Task<bool> IsTakenAsync(string client, string reference, CancellationToken ct) => Task.FromResult(reference == Taken);

    public Task<Result<SampleCase>> MakeAsync(SampleSource source, CancellationToken ct) => Task.FromResult<Result<SampleCase>>(Make(source));

    private SampleCase Make(SampleSource source)
    {
        var facts = JsonSerializer.Deserialize<string[][]>(source.Evidence)!;
        string[][] told = [.. facts.Select(fact => new[] { fact[0], fact[0] == "Balance" ? "$1,333.00" : fact[1], fact[2] })];
        var text = Leaves ? "of PLAN-900" : $"{source.Reference} {source.Name}";
        return new SampleCase($"What should we offer {source.Name}?", source.Name, new Evidence(1, JsonSerializer.Serialize(told), text),
            Given.Sample.Form, source.Proposal with { Choice = source.Proposed });
    }

    public SampleCase On(SampleCase sample, DateTimeOffset at) => sample;

    public AnswerImpossible? Check(string evidenceJson, Answer answer, DateTimeOffset now) =>
        answer.Choice == "offer-plan" && int.Parse(answer.Fields["months"]) > 30 ? new AnswerImpossible("months", "30 months pay it all.") : null;
}
