using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.Given;
using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// Cases that the demo module opens.
internal static class Asks
{
    public const string Facts = """
        [["Balance","$1,486.20","7 lines, all proven"],["Left over each month","$70","budget form, 9 Oct"],
         ["Asked for","$60 a month","call, 9 Oct, 6 min"],["Oldest unpaid bill","19 Jan 2026","268 days"],
         ["Paid since placement","3 times, $336.00","one of $120.00 was returned"],
         ["Protection","Validation sent 6 Jul","no attorney, no open dispute"]]
        """;

    public static OpenCase Plan(
        string reference, int urgency = 0, double dueInHours = 4, string client = "fernbrook", string? subject = null,
            string why = "Paid three times",
        string[]? notFor = null) =>
        new(Ids.For(client, "case", reference), client, InboxHouse.Plan, $"What should we offer {reference}?", reference,
            Ids.For(client, "person", subject ?? reference), urgency, DateTimeOffset.UtcNow.AddHours(dueInHours), new Evidence(1, Facts,
                $"{reference} Rowan Ellery"),
            Sample.Form, Sample.Proposal with { Json = $$"""{"why":"{{why}}"}""" }, notFor ?? []);

    public static OpenCase Screening(string reference, string why = "Two years at a desk") =>
        new(Ids.For("fernbrook", "case", reference), "fernbrook", InboxHouse.Screening, $"Does {reference} go on?", reference,
            Ids.For("fernbrook", "person", reference), 0, DateTimeOffset.UtcNow.AddHours(6), new Evidence(1, Facts, reference),
            new CaseForm(
                [
                    new("years", "Two years with customers?", [new("meets", "Meets"), new("unclear", "Unclear"), new("not-met", "Not met")]),
                    new("spanish", "Spanish at work?", [new("meets", "Meets"), new("unclear", "Unclear"), new("not-met", "Not met")]),
                ],
                [new("interview", "Invite to an interview", "Invite", false, false, "", []), new("reject", "Turn down", "Turn down", true, true,
                    "", [])],
                [new("criteria", "The criteria"), new("other", "Other")]),
            new Proposal(null, new Dictionary<string, string>(), new Dictionary<string, string> { ["years"] = "meets", ["spanish"] = "unclear" },
                "criteria 1.0", $$"""{"why":"{{why}}"}"""), []);
}
