namespace HybridBpo.Hro.Tests.Requisitions;

public sealed class RequisitionTests
{
    private static readonly NewRequisition Wanted = new("CM-R-118", "Claims handler", "We look for …");

    private static readonly Rubric Proposed = CriteriaForm.Propose(Wanted.Title, Wanted.JobText);

    [Fact]
    public void Opening_keeps_the_job_text_and_what_was_read_out_of_it()
    {
        var made = OpenRequisition.Decide(Wanted, Given.Requisition, Proposed, "sana", null).Value;

        Assert.Equal([typeof(RequisitionOpened), typeof(CriteriaProposed)], made.Events.Select(e => e.GetType()));
    }

    [Fact]
    public void A_reference_is_used_once() =>
        Assert.IsType<RequisitionExists>(
            OpenRequisition.Decide(Wanted, Given.Requisition, Proposed, "sana", new Requisition("CM-R-118", "x", "y")).Refusal);

    [Theory]
    [InlineData("", "t", "j")]
    [InlineData("A", "t", "j")]
    [InlineData("AB\n", "t", "j")]
    [InlineData("A B", "t", "j")]
    [InlineData("AB-1", "", "j")]
    [InlineData("AB-1", "two\nlines", "j")]
    [InlineData("AB-1", "t", "")]
    public void What_cannot_be_a_requisition_is_refused_with_a_way_on(string reference, string title, string jobText) =>
        Assert.IsType<BadRequisition>(OpenRequisition.Check(new NewRequisition(reference, title, jobText)));

    [Fact]
    public void A_job_text_has_a_limit() =>
        Assert.IsType<BadRequisition>(OpenRequisition.Check(Wanted with { JobText = new string('x', OpenRequisition.MostJobText + 1) }));

    [Fact]
    public void References_that_differ_in_case_only_are_one() =>
        Assert.Equal(Requisition.IdOf("c1", "cm-r-118"), Requisition.IdOf("c1", "CM-R-118"));

    [Fact]
    public void Filling_twice_says_so_once()
    {
        var person = NamedPerson.From(new Access(new Actor(Actor.Person, "sana", "Sana O."), ["fernbrook"], [Roles.Recruiter])).Value;
        var open = new Requisition("CM-R-118", "x", "y");
        var filled = (RequisitionFilled)Assert.Single(FillRequisition.Decide(person, "hired", open).Value.Events);

        Assert.Empty(FillRequisition.Decide(person, "hired", open.Apply(filled)).Value.Events);
        Assert.Equal("sana", filled.FilledBy);
    }
}
