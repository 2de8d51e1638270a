using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Routing;
using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.Given;

/// A case of a demo kind, and the acts of its people.
internal static class Sample
{
    public const string Fernbrook = "fernbrook", Kind = "demo.plan", Maren = "maren", Tobias = "tobias", Ines = "ines", Asker = "asker";

    public static readonly DateTimeOffset Noon = new(2026, 10, 14, 12, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan UndoWindow = TimeSpan.FromSeconds(20);

    public static readonly Guid CaseId = Ids.For(Fernbrook, "case", "FB-204871"), SubjectId = Ids.For(Fernbrook, "person", "Rowan Ellery"),
        DecisionId = Ids.For(Fernbrook, "decision", "1");

    public static CaseForm Form { get; } = new(
        [],
        [
            new("offer-plan", "Offer a plan", "Offer this plan", false, true, "A second person confirms.",
                [new("amount", "Amount a month", "money", "USD", 100, 1_000_000, true), new("months", "Months", "count", "months", 1, 60, true)]),
            new("keep", "Keep the usual reminders", "Keep reminding", false, false, "", []),
            new("hold", "Hold all contact", "Hold contact", true, false, "", [new("why", "In a sentence", "text", "", 0, 0, false)]),
        ],
        [new("affordability", "Cannot afford it"), new("newer-facts", "Newer facts"), new("agree", "Same view")],
        [new("income", "Income fell"), new("pays", "Pays when asked")]);

    public static Proposal Proposal { get; } = new("offer-plan", new Dictionary<string, string> { ["amount"] = "8300", ["months"] = "18" },
        new Dictionary<string, string>(), "late-payment 4.2", """{"score":0.48}""");

    public static OpenCase Ask { get; } = new(CaseId, Fernbrook, Kind, "What should we offer Rowan Ellery?", "FB-204871", SubjectId, 1,
        Noon.AddHours(4), new Evidence(1, """{"balance":148620}""", "FB-204871 Rowan Ellery"), Form, Proposal, [Asker],
        "Rowan Ellery asks for a plan");

    public static RoutingPolicy Routing { get; } = RoutingPolicy.Read(0, RoutingPolicy.First).Value;

    public static EscalationPolicy Escalation { get; } = EscalationPolicy.Read(0, EscalationPolicy.First).Value;

    public static WorkingCalendar Calendar { get; } = WorkingCalendar.Read(0, "UTC", WorkingCalendar.UsualHours, []).Value;

    public static OpeningRules Rules { get; } = new(Routing, Escalation, Calendar, ModePolicy.House, []);

    public static CaseOpened Opened { get; } = (CaseOpened)OpenTheCase.Decide(Ask, null, Rules, Noon).Value.Events[0];

    public static CaseClaimed Claimed(string by, long token) => new(Noon, by, token, Noon.AddMinutes(5), "next");

    public static RecordJudgement Judge(string by, long token, string choice = "keep") =>
        new(by, token, choice, FieldsOf(choice), new Dictionary<string, string>(), ["income"], Sureness.Fairly, "");

    public static JudgementRecorded Judged(string by, string choice = "keep") =>
        new(Noon, SubjectId, by, choice, FieldsOf(choice), new Dictionary<string, string>(), ["income"], Sureness.Fairly, "");

    public static DecideCase Choose(string by, long token, string choice = "keep", Guid? id = null) =>
        new(id ?? DecisionId, by, token, Taken.Own, choice, FieldsOf(choice), ["agree"], "", UndoWindow);

    public static DecisionMade Made(string by, string choice = "keep", bool second = false, Guid? id = null) =>
        new(Noon, id ?? DecisionId, SubjectId, by, Taken.Own, choice, FieldsOf(choice), ["agree"], "", false, second, Noon + UndoWindow);

    public static SendDecision Leave(bool confirmed = false) => new(DecisionId, confirmed, [Maren, Tobias, Ines]);

    public static IReadOnlyDictionary<string, string> FieldsOf(string choice) => choice == "offer-plan"
        ? new Dictionary<string, string> { ["amount"] = "6200", ["months"] = "24" }
        : new Dictionary<string, string>();

    public static T Event<T>(this Result<Decision<Done>> result) => (T)Assert.Single(result.Value.Events);
}
