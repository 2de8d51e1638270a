namespace HybridBpo.Hro.Tests.Requisitions;

public sealed class FairnessLintTests
{
    [Theory]
    [InlineData("Bachelor's degree", "DEGREE")]
    [InlineData("University education", "DEGREE")]
    [InlineData("Culture fit", "CULTURE-FIT")]
    [InlineData("Lives near ZIP code 10001", "PLACE")]
    [InlineData("Young and energetic", "AGE")]
    [InlineData("At most 5 years of experience", "MOST-YEARS")]
    [InlineData("Native English speaker", "NATIVE-SPEAKER")]
    [InlineData("Experienced salesman", "SEX")]
    [InlineData("Unmarried", "FAMILY")]
    [InlineData("Able-bodied", "HEALTH")]
    [InlineData("No gaps in employment, currently employed", "GAPS")]
    [InlineData("Graduate of a top-tier university", "PRESTIGE")]
    public void Words_that_stand_in_for_who_somebody_is_are_named(string criterion, string rule) =>
        Assert.Contains(FairnessLint.Read(criterion), f => f.Rule == rule && f.Words.Length > 0 && f.Why.EndsWith('.'));

    [Theory]
    [InlineData("One year of handling claims")]
    [InlineData("Spanish in daily work, B2 or better")]
    [InlineData("Degree in law or equivalent experience")]
    [InlineData("Early and late shifts")]
    [InlineData("Single point of contact for customers")]
    [InlineData("Experience with Salesforce")]
    public void Words_about_the_work_are_left_alone(string criterion) => Assert.Empty(FairnessLint.Read(criterion));
}
