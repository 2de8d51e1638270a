using HybridBpo.Hro.Views;

namespace HybridBpo.Hro.Tests.Requisitions;

public sealed class CriteriaFormTests
{
    private const string JobText = """
        # Claims handler
        ## Requirements
        - At least 2 years of experience in claims handling
        - Fluent Spanish
        ## Nice to have
        - Excel
        """;

    private static readonly Requisition Draft = new("CM-R-118", "Claims handler", JobText)
    {
        Proposed = CriteriaForm.Write(CriteriaForm.Propose("Claims handler", JobText)),
    };

    [Fact]
    public void A_job_text_gives_musts_and_nices() =>
        Assert.Equal(
            [("At least 2 years of experience in claims handling", true), ("Fluent Spanish", true), ("Excel", false)],
            CriteriaForm.Rows(Draft.Proposed).Select(r => (r.Label, r.Must)));

    [Fact]
    public void A_criterion_typed_over_several_lines_is_one_line() =>
        Assert.Equal("Spanish in daily work", Assert.Single(CriteriaForm.FromForm([""], ["Spanish in\r\n daily work\n"], ["must"])).Label);

    [Fact]
    public void What_a_person_left_as_it_was_keeps_how_it_was_read()
    {
        var settled = CriteriaForm.Settle(CriteriaForm.Rows(Draft.Proposed), Draft).Value;

        Assert.Equal(HroJson.Read<Rubric>(Draft.Proposed!).Criteria.Select(c => (c.Id, c.Kind)), settled.Criteria.Select(c => (c.Id, c.Kind)));
    }

    [Fact]
    public void A_new_criterion_is_read_like_a_line_of_a_job_text_and_gets_an_id_of_its_own()
    {
        var rows = CriteriaForm.Rows(Draft.Proposed).Append(new CriterionRow("", "Fluent German", true)).ToList();

        var settled = CriteriaForm.Settle(rows, Draft).Value;

        Assert.Equal((CriterionKind.Language, "must"), (settled.Criteria[^1].Kind, settled.Criteria[^1].Need));
        Assert.Equal(settled.Criteria.Count, settled.Criteria.Select(c => c.Id).Distinct().Count());
    }

    [Fact]
    public void Changing_must_to_nice_changes_the_yardsticks_version()
    {
        var rows = CriteriaForm.Rows(Draft.Proposed);

        var before = CriteriaForm.Settle(rows, Draft).Value;
        var after = CriteriaForm.Settle([rows[0] with { Must = false }, .. rows.Skip(1)], Draft).Value;

        Assert.NotEqual(before.Version, after.Version);
        Assert.Equal("nice", after.Criteria[0].Need);
    }

    [Fact]
    public void Empty_rows_and_those_left_out_are_gone()
    {
        var rows = CriteriaForm.FromForm(["c1", "c2", ""], ["Fluent Spanish", "Excel", "  "], ["must", "drop", "nice"]);

        Assert.Equal([new CriterionRow("c1", "Fluent Spanish", true)], rows);
    }

    [Fact]
    public void None_too_many_doubles_and_too_long_ones_are_refused()
    {
        var row = new CriterionRow("", "Excel", true);

        Assert.IsType<CriteriaRefused>(CriteriaForm.Settle([], Draft).Refusal);
        Assert.IsType<CriteriaRefused>(CriteriaForm.Settle([row, row with { Label = "EXCEL" }], Draft).Refusal);
        Assert.IsType<CriteriaRefused>(CriteriaForm.Settle([row with { Label = new string('x', CriteriaForm.MostLabel + 1) }], Draft).Refusal);
        Assert.IsType<CriteriaRefused>(
            CriteriaForm.Settle([.. Enumerable.Range(0, CriteriaForm.Most + 1).Select(i => row with { Label = $"Skill {i}" })], Draft).Refusal);
    }

    [Fact]
    public void Settling_the_same_criteria_again_is_no_event()
    {
        var rows = CriteriaForm.Rows(Draft.Proposed);
        var settled = (CriteriaSettled)Assert.Single(SettleCriteria.Decide(rows, "sana", Draft).Value.Events);

        Assert.Empty(SettleCriteria.Decide(rows, "sana", Draft.Apply(settled)).Value.Events);
    }

    [Fact]
    public void The_lint_speaks_up_beside_the_criterion_it_is_about() =>
        Assert.NotEmpty(CriteriaForm.Remarks(new CriterionRow("", "Young and energetic, culture fit", true)));
}
