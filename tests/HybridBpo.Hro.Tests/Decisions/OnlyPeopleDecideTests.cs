using System.Reflection;
using System.Reflection.Emit;

namespace HybridBpo.Hro.Tests.Decisions;

/// <summary>
/// No code path by which the machine advances or rejects anybody: what moves a candidate asks for a person's decision, and one place has it.
/// </summary>
public sealed class OnlyPeopleDecideTests
{
    public static TheoryData<Type> Decided =>
        [typeof(CandidateAdvanced), typeof(CandidateDeclined), typeof(CandidateQuestioned), typeof(CandidateKept)];

    [Theory]
    [MemberData(nameof(Decided))]
    public void A_decided_event_is_made_from_a_human_decision_alone(Type decided)
    {
        Assert.All(decided.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), c => Assert.True(c.IsPrivate));
        Assert.DoesNotContain(decided.GetProperties(), p => p.CanWrite);
        var factory = Assert.Single(
            decided.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic), m => m.ReturnType == decided);
        Assert.Equal([typeof(HumanDecision)], factory.GetParameters().Select(p => p.ParameterType));
    }

    [Theory]
    [MemberData(nameof(Decided))]
    public void Only_the_outcome_handler_makes_a_decided_event(Type decided) =>
        Assert.Equal([nameof(ApplyOutcome)], CallsInCode.CallersOf(decided).Except(Readers));

    [Fact]
    public void Only_the_outcome_handler_obtains_a_human_decision() =>
        Assert.Equal([nameof(ApplyOutcome)], CallsInCode.CallersOf(typeof(HumanDecision)).Except(Decided.Select(d => d.Data.Name)));

    [Fact]
    public void A_human_decision_is_made_from_an_outcome_alone()
    {
        Assert.All(typeof(HumanDecision).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(c => c.GetParameters() is not [{ ParameterType: var p }] || p != typeof(HumanDecision)), c => Assert.True(c.IsPrivate));
        Assert.False(typeof(HumanDecision).GetProperty(nameof(HumanDecision.Outcome))!.CanWrite);
        var factory = Assert.Single(typeof(HumanDecision).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic),
            m => m.ReturnType == typeof(Result<HumanDecision>));
        Assert.Equal(typeof(Outcome), factory.GetParameters()[0].ParameterType);
    }

    [Fact]
    public void Only_a_page_act_of_a_named_person_fills_a_requisition() =>
        Assert.Equal([nameof(FillRequisition)], CallsInCode.CallersOf(typeof(RequisitionFilled)).Except(Readers));

    [Theory]
    [InlineData(Actor.System)]
    [InlineData(Actor.Model)]
    [InlineData(Actor.ApiKey)]
    public void Programs_and_keys_are_no_named_person(string kind) =>
        Assert.IsType<OnlyAPersonDecides>(NamedPerson.From(new Access(new Actor(kind, "x", "x"), ["*"], Roles.All)).Refusal);

    /// <summary>They read such events after the fact: the fold, the rows and the history.</summary>
    private static readonly string[] Readers =
        [nameof(Application), nameof(ApplicationRows), nameof(Requisition), nameof(RequisitionRows), nameof(History)];
}
