using System.Text;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// Screenings about nobody, of a text file whose lines are facts. Filled: real ones would have been withdrawn.
internal sealed class DemoFileSample : ICaseSample
{
    private static readonly OpenCase Real = Asks.Screening("7F-00");

    public bool Filled { get; set; }

    public bool Changed { get; set; }

    public string Kind => InboxHouse.Screening;

    public IReadOnlyList<string> Proposes => ["interview", "reject"];

    public bool FromFile => true;

    public string Invent(string reference, Guid of) => $"ZZ-{of.ToByteArray()[0] % 90 + 10}";

    public Task<bool> IsTakenAsync(string client, string reference, CancellationToken ct) => Task.FromResult(false);

    public Task<Result<SampleCase>> MakeAsync(SampleSource source, CancellationToken ct)
    {
        var text = Encoding.UTF8.GetString(source.File!.Content);
        return Task.FromResult<Result<SampleCase>>(text.Contains("real", StringComparison.Ordinal)
            ? new Invalid("This is the resume of a real person: invent one.")
            : new SampleCase($"Does {source.Reference} go on?", source.Reference,
                new Evidence(1, $$"""[["Words","{{text}}","page 1"]]""", source.Reference), Real.Form, Real.Proposal!, "reject"));
    }

    public Result<SampleCase> Alter(SampleCase sample, IReadOnlyDictionary<string, AlteredAnswer> answers) =>
        answers.Values.Any(answer => answer.Answer == "meets" && !sample.Evidence.Json.Contains(answer.Quote, StringComparison.Ordinal))
            ? new Invalid("The words do not stand there.")
            : sample with
            {
                Proposal = sample.Proposal with
                {
                    Answers = sample.Proposal.Answers.ToDictionary(
                        pair => pair.Key, pair => answers.TryGetValue(pair.Key, out var altered) ? altered.Answer : pair.Value),
                },
                ComesTo = answers.Count > 0 ? "interview" : "reject",
            };

    public SampleCase On(SampleCase sample, DateTimeOffset at) => sample;

    public AnswerImpossible? Check(string evidenceJson, Answer answer, DateTimeOffset now) => null;

    public Task<SampleStand> StandAsync(string client, SampleCase sample, CancellationToken ct) =>
        Task.FromResult(Filled ? new SampleStand(false, "position-filled") : new SampleStand(!Changed));
}
