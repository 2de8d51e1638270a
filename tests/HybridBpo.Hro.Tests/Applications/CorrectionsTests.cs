namespace HybridBpo.Hro.Tests.Applications;

/// <summary>A correction belongs to what was corrected, in whatever order it is read the next time.</summary>
public sealed class CorrectionsTests
{
    [Fact]
    public void A_correction_of_an_open_case_asks_anew()
    {
        var made = CorrectField.Decide("work.0.end", " 2020 ", "sana", Given.ToJudge()).Value;

        Assert.Equal(new Again(2, Given.Case(1)), made.Value);
        Assert.Equal([new FieldCorrected("work.0.end", "2019", "2020", "sana"), new ScreeningAskedAgain("sana")], made.Events);
    }

    [Fact]
    public void Without_an_open_case_a_correction_waits_for_the_next_reading()
    {
        var made = CorrectField.Decide("work.0.end", "2020", "sana", Given.Asked()).Value;
        Assert.Null(made.Value);
        Assert.IsType<FieldCorrected>(Assert.Single(made.Events));
    }

    [Fact]
    public void The_same_value_again_changes_nothing()
    {
        Assert.Empty(CorrectField.Decide("work.0.end", "2019", "sana", Given.ToJudge()).Value.Events);
        Assert.Empty(CorrectField.Decide("work.0.end", "2020", "sana", Corrected("work.0.end", "2020")).Value.Events);
    }

    [Fact]
    public void Read_in_another_order_it_goes_along_with_its_job()
    {
        var again = Corrections.Apply(Given.Read(Given.Lead, Given.Clerk), Corrected("work.0.end", "2020").Corrections);

        Assert.Equal([Given.Lead, Given.Clerk with { End = "2020" }], again.Evidence.Work);
        Assert.Empty(again.Unfitting);
        Assert.Equal(new CorrectedFact("Job 2, to", "2019", "2020"), Assert.Single(again.Evidence.Corrected!));
    }

    [Fact]
    public void It_never_sticks_to_another_job_that_happens_to_have_the_same_value()
    {
        var other = new ReadJob("Cashier", "Corner shop", "2018", "2019");
        var again = Corrections.Apply(Given.Read(other, Given.Lead), Corrected("work.0.end", "2020").Corrections);

        Assert.Equal([other, Given.Lead], again.Evidence.Work);
        Assert.Empty(again.Evidence.Corrected!);
        Assert.Equal(("2019", "2020"), (again.Unfitting.Single().Was, again.Unfitting.Single().Now));
    }

    [Fact]
    public void Two_values_of_one_job_and_a_second_thought_are_all_kept()
    {
        var state = Corrected("work.0.end", "2020").Apply(new FieldCorrected("work.0.position", "Clerk", "Senior clerk", "sana"))
            .Apply(new FieldCorrected("work.0.end", "2020", "2021", "ida"));

        var read = Corrections.Of(state)!;
        Assert.Equal(Given.Clerk with { Position = "Senior clerk", End = "2021" }, read.Evidence.Work[0]);
        Assert.Equal(["Job 1, position", "Job 1, to"], read.Evidence.Corrected!.Select(c => c.Label));
    }

    [Fact]
    public void A_skill_is_found_again_by_its_name()
    {
        var read = Given.Read() with { Skills = ["SQL", "Excel"] };
        Assert.Equal(["PostgreSQL", "Excel"], Corrections.Apply(read, Corrected("skills.1", "PostgreSQL").Corrections).Evidence.Skills);
    }

    private static Application Corrected(string field, string now) =>
        Given.ToJudge().Apply(new FieldCorrected(field, FieldRows.ValueOf(Given.Read(), field), now, "sana"));
}
