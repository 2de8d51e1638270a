using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Tests.Routing;

public class RoutingPolicyTests
{
    private const string Two = """
        routes:
          - id: spanish-hardship
            when: { traits: ["language:es", hardship], urgencyFrom: 1 }
            needs: { team: care, skills: [spanish, hardship] }
          - id: spanish
            when: { traits: ["language:es"] }
            needs: { skills: [spanish] }
          - id: north
            when: { clients: [fernbrook], kinds: [demo.plan] }
            needs: { team: north }
          - id: everybody
        """;

    [Theory]
    [InlineData("fernbrook", "demo.plan", 2, "language:es hardship", "skill:hardship skill:spanish team:care", "spanish-hardship@7")]
    [InlineData("fernbrook", "demo.plan", 0, "language:es hardship", "skill:spanish", "spanish@7")]
    [InlineData("fernbrook", "demo.plan", 0, "", "team:north", "north@7")]
    [InlineData("castlegate", "demo.plan", 0, "", "", "everybody@7")]
    [InlineData("fernbrook", "other", 2, "hardship", "", "everybody@7")]
    public void The_first_line_that_fits_says_where_a_case_goes(
        string client, string kind, int urgency, string traits, string needs, string by)
    {
        var route = RoutingPolicy.Read(7, Two).Value.Choose(new(client, kind, urgency, traits.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal((needs, by), (route.Needs.ToString(), route.By));
        Assert.Equal(route.Needs.Tokens, Needs.Read(needs).Tokens);
    }

    [Theory]
    [InlineData("", "no line under “routes”")]
    [InlineData("routes: []", "no line under “routes”")]
    [InlineData("routes: [{id: a, when: {kinds: [x]}}]", "some cases would go nowhere")]
    [InlineData("routes: [{id: a}, {id: b}]", "“b” is never reached: “a” above it takes all of its cases")]
    [InlineData("routes: [{id: a, when: {kinds: [x, y]}}, {id: b, when: {kinds: [y], clients: [c]}}, {id: z}]", "“b” is never reached")]
    [InlineData("routes: [{id: a, when: {traits: [s]}}, {id: b, when: {traits: [t, s]}}, {id: z}]", "“b” is never reached")]
    [InlineData("routes: [{id: a, when: {urgencyFrom: 1}}, {id: b, when: {urgencyFrom: 2}}, {id: z}]", "“b” is never reached")]
    [InlineData("routes: [{id: a, when: {kinds: [x]}}, {id: a}]", "Two lines have the id “a”")]
    [InlineData("routes: [{id: A b}]", "“A b” is no id")]
    [InlineData("routes: [{needs: {team: north}}]", "“” is no id")]
    [InlineData("routes: [{id: a, needs: {skills: [Über]}}]", "“Über” is no team or skill")]
    [InlineData("routes: [{id: a, wenn: {}}]", "Line 1")]
    [InlineData("routes: [{id: a, id: b}]", "Line 1")]
    [InlineData("routes: [1, 2]", "Line 1")]
    [InlineData("routes: [null]", "is no id")]
    [InlineData("routes: [{id: a, wenn: {}}]", "“wenn” is nothing that a line has")]
    [InlineData("routes: [1, 2]", "not written as a policy is")]
    [InlineData("routes: {", "Line 1")]
    public void What_leaves_a_gap_or_is_never_reached_is_refused_with_the_line(string yaml, string why) =>
        Assert.Contains(why, RoutingPolicy.Read(1, yaml).Refusal?.Message);

    [Theory]
    [InlineData("routes: [{id: a, when: {kinds: [x]}}, {id: b, when: {kinds: [x, y]}}, {id: z}]")]
    [InlineData("routes: [{id: a, when: {traits: [t, s]}}, {id: b, when: {traits: [s]}}, {id: z}]")]
    [InlineData("routes: [{id: a, when: {urgencyFrom: 2}}, {id: b, when: {urgencyFrom: 1}}, {id: z}]")]
    public void What_is_narrower_may_stand_first(string yaml) => Assert.Null(RoutingPolicy.Read(1, yaml).Refusal);

    [Fact]
    public void The_first_policy_sends_everything_to_everybody() =>
        Assert.Equal(("", "everybody@0"), RoutingPolicy.Read(0, RoutingPolicy.First).Value.Choose(new("c", "k", 0, [])) is var route
            ? (route.Needs.ToString(), route.By) : default);
}
