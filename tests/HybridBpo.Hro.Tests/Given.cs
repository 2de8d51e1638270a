namespace HybridBpo.Hro.Tests;

/// <summary>States and outcomes to start from.</summary>
internal static class Given
{
    public const string Client = "fernbrook";

    public static readonly DateTimeOffset Now = new(2026, 10, 14, 14, 20, 0, TimeSpan.Zero);

    public static readonly Guid Requisition = Ids.For(Client, "requisition", "CM-R-118"), Application = Ids.For(Client, "application", "1");

    public static readonly IReadOnlyDictionary<string, string> People = new Dictionary<string, string> { ["sana"] = "Sana O.", ["ida"] = "Ida D." };

    public static Guid Case(int run) => Ids.For(Client, "case", $"{run}");

    private static readonly StoredEvent Stored =
        new(1, Guid.Empty, Guid.Empty, 1, "", "candidate_applied", Now, Client, null, null, new Dictionary<string, string>());

    public static Application Received() =>
        Hro.Applications.Application.Create(new CandidateApplied(Requisition, "CM-R-118", "7F-32", "upload"), Stored)
            .Apply(new ResumeReceived(Ids.For(Client, "file", "1"), "ab", "jane_doe.pdf", "pdf", 1_000, "sana"));

    public static Application ToJudge(int run = 1) =>
        (run == 1 ? Received() : ToJudge(run - 1).Apply(new ScreeningAskedAgain("sana")))
            .Apply(new ResumeRead(Guid.Empty, 2, "rules 1", "{}"))
            .Apply(new ScreeningCompleted(Guid.Empty, run, Case(run), "hash", "[]", "rules 1", HroJson.Write(Read()), "{}", Now));

    public static readonly ReadJob Clerk = new("Clerk", "Acme", "2016", "2019"), Lead = new("Team lead", "Borealis", "2019", "today");

    /// <summary>What was read from a resume with two jobs, a school and two skills.</summary>
    public static ScreeningEvidence Read(params ReadJob[] work) => new(
        "7F-32", Requisition, "CM-R-118", "Claims handler", Now, "pdf", 2, Readable: true, "", [], work.Length > 0 ? work : [Clerk, Lead],
        [new("BSc", "Economics")], ["Excel", "SQL"], [], []);

    public static Application NeedsHuman() => Received().Apply(
        new ResumeUnreadable(Guid.Empty, 1, Case(1), 1, "no-text", "A scan.", HroJson.Write(Read())));

    public static Application Asked() => ToJudge().Apply(CandidateQuestioned.By(Decision(ScreeningForm.Ask)));

    public static Outcome Outcome(string choice, int run = 1, string by = "sana") => new(
        Case(run), Ids.For(Client, "decision", $"{run}"), 5, Client, ScreeningForm.Kind, Application, choice,
        new Dictionary<string, string> { [ScreeningForm.QuestionField] = "Which earlier work belongs to the eight years?" },
        "musts-met", "A note.", by, null, Now);

    public static HumanDecision Decision(string choice, int run = 1) => HumanDecision.From(Outcome(choice, run), People).Value;
}
