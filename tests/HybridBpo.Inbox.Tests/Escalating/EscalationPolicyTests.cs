using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Escalating;

namespace HybridBpo.Inbox.Tests.Escalating;

public class EscalationPolicyTests
{
    private const string Some = """
        lines:
          - { id: rest-due, on: due, within: 24h }
          - { id: hiring-due, on: due, kinds: [hro.screening], within: 1h30m }
          - id: late-north
            on: breached
            clients: [fernbrook]
            steps:
              - { after: 0h, do: [tell, raise] }
              - { after: 8h, do: ["team:care"] }
          - { id: late, on: breached, steps: [ { after: 2h, do: [tell] } ] }
          - { id: soon, on: at-risk, steps: [ { at: 50%, do: [tell] }, { at: 75%, do: [raise] } ] }
          - { id: soon-hiring, on: at-risk, kinds: [hro.screening], steps: [ { before: 4h, do: [tell] }, { before: 1h, do: [raise] } ] }
          - { id: free, on: unclaimed, steps: [] }
          - { id: round, on: bounced, steps: [ { times: 2, do: [tell] }, { times: 4, do: [raise] } ] }
          - { id: nobody, on: nobody-eligible, steps: [ { after: 30m, do: [tell] } ] }
        """;

    /// All five but the one that a test is about, so that each row names the one thing that is wrong.
    private const string Rest = "{id: r-due, on: due, within: 8h}, {id: r-risk, on: at-risk, steps: []}, {id: r-free, on: unclaimed, steps: []}, "
        + "{id: r-round, on: bounced, steps: []}, {id: r-nobody, on: nobody-eligible, steps: []}";

    [Theory]
    [InlineData(Criteria.Breached, "fernbrook", "demo.plan", "late-north@7", 2)]
    [InlineData(Criteria.Breached, "castlegate", "demo.plan", "late@7", 1)]
    [InlineData(Criteria.AtRisk, "fernbrook", "hro.screening", "soon-hiring@7", 2)]
    [InlineData(Criteria.AtRisk, "fernbrook", "demo.plan", "soon@7", 2)]
    [InlineData(Criteria.Unclaimed, "fernbrook", "demo.plan", "free@7", 0)]
    public void Each_case_has_one_line_for_each_criterion(string on, string client, string kind, string by, int steps)
    {
        var line = EscalationPolicy.Read(7, Some).Value.Of(on, client, kind);
        Assert.Equal((by, steps), (line.By, line.Steps.Count));
    }

    [Theory]
    [InlineData("hro.screening", "hiring-due@7", 90)]
    [InlineData("demo.plan", "rest-due@7", 1_440)]
    public void A_kind_has_its_own_time_wherever_its_line_stands(string kind, string by, int minutes) => Assert.Equal(
        (by, TimeSpan.FromMinutes(minutes)), EscalationPolicy.Read(7, Some).Value.DueOf("fernbrook", kind));

    [Theory]
    [InlineData("", "no line under “lines”")]
    [InlineData("lines: []", "no line under “lines”")]
    [InlineData("lines: [null]", "A line is empty")]
    [InlineData("lines: {", "Line 1")]
    [InlineData("lines: [{id: a, om: due}]", "Line 1")]
    [InlineData("lines: [{id: a, id: b}]", "Line 1")]
    [InlineData("lines: [{id: A b, on: due}]", "“A b” is no id")]
    [InlineData("lines: [{id: a, on: mondays}]", "“a” is on “mondays”")]
    [InlineData("lines: [{id: a, on: due, within: soon}]", "within which working time")]
    [InlineData("lines: [{id: a, on: due, within: 0h}]", "within which working time")]
    [InlineData("lines: [{id: a, on: due, within: 3000h}]", "within which working time")]
    [InlineData("lines: [{id: a, on: due, within: 8h, steps: []}]", "and nothing else")]
    [InlineData("lines: [{id: a, on: breached, within: 8h, steps: []}]", "is for lines on due")]
    [InlineData("lines: [{id: a, on: breached}]", "needs 0 to 5 “steps”")]
    [InlineData("lines: [{id: a, on: breached, steps: [null]}]", "A step is empty")]
    [InlineData("lines: [{id: a, on: breached, steps: [{after: 1h}]}]", "A step does one or more")]
    [InlineData("lines: [{id: a, on: breached, steps: [{after: 1h, do: [explode]}]}]", "A step does one or more")]
    [InlineData("lines: [{id: a, on: breached, steps: [{after: 1h, do: ['team:Über']}]}]", "A step does one or more")]
    [InlineData("lines: [{id: a, on: breached, steps: [{after: 1h, do: [tell, tell]}]}]", "A step does one or more")]
    [InlineData("lines: [{id: a, on: breached, steps: [{at: 75%, do: [tell]}]}]", "A step has after: 4h")]
    [InlineData("lines: [{id: a, on: breached, steps: [{after: -1h, do: [tell]}]}]", "A step has after: 4h")]
    [InlineData("lines: [{id: a, on: at-risk, steps: [{at: 100%, do: [tell]}]}]", "at: 75%")]
    [InlineData("lines: [{id: a, on: at-risk, steps: [{at: 75%, before: 2h, do: [tell]}]}]", "at: 75%")]
    [InlineData("lines: [{id: a, on: at-risk, steps: [{after: 2h, do: [tell]}]}]", "at: 75%")]
    [InlineData("lines: [{id: a, on: bounced, steps: [{times: 0, do: [tell]}]}]", "times: 3")]
    [InlineData("lines: [{id: a, on: bounced, steps: [{after: 3h, do: [tell]}]}]", "times: 3")]
    [InlineData("lines: [{id: a, on: breached, steps: [{after: 2h, do: [tell]}, {after: 1h, do: [tell]}]}]", "each step comes after the one above")]
    [InlineData("lines: [{id: a, on: at-risk, steps: [{before: 1h, do: [tell]}, {before: 2h, do: [tell]}]}]", "each step comes after the one above")]
    [InlineData("lines: [{id: a, on: at-risk, steps: [{at: 50%, do: [tell]}, {before: 1h, do: [tell]}]}]", "each step comes after the one above")]
    [InlineData("lines: [{id: a, on: breached, clients: [], steps: []}]", "“a” has an empty list")]
    [InlineData($"lines: [{Rest}]", "Gap: no line is on breached")]
    [InlineData($"lines: [{Rest}, {{id: a, on: breached, kinds: [x], steps: []}}]", "Gap: on breached only “a” say what happens")]
    [InlineData($"lines: [{Rest}, {{id: a, on: breached, steps: []}}, {{id: b, on: breached, steps: []}}]",
        "Overlap: “a” and “b” are both on breached for all cases")]
    [InlineData($"lines: [{Rest}, {{id: a, on: breached, kinds: [x, y], steps: []}}, {{id: b, on: breached, clients: [c], kinds: [y], steps: []}}]",
        "Overlap: “a” and “b” are both on breached for kind y, client c")]
    [InlineData($"lines: [{Rest}, {{id: a, on: breached, kinds: [x], steps: []}}, {{id: b, on: breached, clients: [c], steps: []}}]",
        "Overlap: “a” and “b” are both on breached for kind x, client c")]
    [InlineData($"lines: [{Rest}, {{id: a, on: breached, steps: []}}, {{id: a, on: breached, kinds: [x], steps: []}}]", "Two lines have the id “a”")]
    public void What_leaves_a_gap_overlaps_or_says_nothing_is_refused_with_the_line(string yaml, string why) =>
        Assert.Contains(why, EscalationPolicy.Read(1, yaml).Refusal?.Message);

    [Fact]
    public void The_first_policy_is_whole() => Assert.Null(EscalationPolicy.Read(0, EscalationPolicy.First).Refusal);

    [Fact]
    public void The_first_policy_gives_each_kind_its_usual_hours()
    {
        var kinds = new[] { 8, 24, 8, 40 }.Select((hours, at) => new Usual(hours, $"k{at}"));
        var first = EscalationPolicy.Read(0, EscalationPolicy.FirstOf(kinds)).Value;
        Assert.Equal([("due-8h@0", 8), ("due@0", 24), ("due-8h@0", 8), ("due-40h@0", 40), ("due@0", 24)], Enumerable.Range(0, 5)
            .Select(at => first.DueOf("fernbrook", $"k{at}")).Select(due => (due.By, (int)due.Within.TotalHours)));
    }

    private sealed record Usual(int UsualHours, string Kind) : ICaseView
    {
        public string Label => Kind;

        public string DecideAct => "";

        public Type Evidence => typeof(object);

        public Type? Proposal => null;

        public IReadOnlyList<string> Withholds => [];

        public string? SubjectHref(string client, Guid subjectId, string reference) => null;
    }

    /// Whatever lines there are: a policy is taken exactly when each case has, beside the line for the rest, at most one line for each criterion.
    [Fact]
    public void A_policy_is_taken_exactly_when_every_case_has_one_line()
    {
        string[] clients = ["a", "b"], kinds = ["x", "y", "z"];
        var lines = from of in Gen.Elements("breached", "unclaimed")
                    from ofClients in Gen.SubListOf(clients)
                    from ofKinds in Gen.SubListOf(kinds)
                    select (On: of, Clients: ofClients.ToArray(), Kinds: ofKinds.ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(lines.ListOf().ToArbitrary(), some =>
        {
            var all = some.Take(5).ToList();
            var text = all.Select((line, at) =>
                $"{{id: l{at}, on: {line.On}, steps: []{Named("clients", line.Clients)}{Named("kinds", line.Kinds)}}}");
            var read = EscalationPolicy.Read(1, $"lines: [{string.Join(", ", text.Append(Rest).Append("{id: r-late, on: breached, steps: []}"))}]");
            // With those that nobody named.
            var cells = from of in Criteria.All from client in clients.Append("other") from kind in kinds.Append("other") select (of, client, kind);
            var ambiguous = cells.Any(cell => all.Count(line => line.On == cell.of && (line.Clients.Length > 0 || line.Kinds.Length > 0)
                && Holds(line.Clients, cell.client) && Holds(line.Kinds, cell.kind)) > 1)
                || all.Any(line => line.Clients.Length + line.Kinds.Length == 0);
            return (read.Refusal is null) == !ambiguous;
        }));

        static string Named(string name, string[] of) => of.Length == 0 ? "" : $", {name}: [{string.Join(", ", of)}]";
        static bool Holds(string[] named, string one) => named.Length == 0 || named.Contains(one);
    }
}
