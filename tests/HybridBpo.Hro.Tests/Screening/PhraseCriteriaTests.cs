using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Criteria that no table knows: the resume's own words decide, and only when they claim it.</summary>
public class PhraseCriteriaTests
{
    [Theory]
    [InlineData("Dentrix", "Dentrix, Eaglesoft, Open Dental")]
    [InlineData("Dentrix", "DENTRIX")]
    [InlineData("Experience with Dentrix.", "Front desk: Dentrix, phones")]
    [InlineData("Must have Dentrix experience", "Used Dentrix daily to keep charts current")]
    [InlineData("Appointment scheduling", "Insurance verification, appointment scheduling, billing")]
    [InlineData("Appointment scheduling", "Appointment-scheduling for four dentists")]
    [InlineData("Proficient in appointment scheduling and patient intake", "Patient intake; appointment scheduling")]
    [InlineData("Practice management software (Dentrix, Eaglesoft)", "Eaglesoft")]
    [InlineData("Dentrix or Eaglesoft preferred", "Eaglesoft")]
    [InlineData("Attention to detail", "Attention to detail")]
    [InlineData("Strong communication skills", "Communication")]
    [InlineData("Billing & coding", "Billing and coding")]
    [InlineData("Insurance claims", "Filed each insurance claim within a day")]
    [InlineData("Excel and Dentrix", "Excel, Dentrix")]
    [InlineData("CSS", "HTML/CSS/JavaScript")]
    [InlineData("Payroll", "Ran payroll for 60 people")]
    [InlineData("Night audit", "Night audit and cash-up")]
    [InlineData("Travel booking", "Travel booking, expense reports")]
    [InlineData("Remote support", "Remote support of 300 users")]
    [InlineData("Driver's license", "Driver’s license")]
    [InlineData("Spanish", "Languages: English, Spanish (fluent)")]
    [InlineData("5 years of dental billing", "6 years of dental billing")]
    public async Task Words_that_the_file_claims_meet_the_criterion_with_their_quote(string asked, string words)
    {
        var given = await Verdict(asked, words);
        Assert.Equal("meets", given.Verdict);
        Assert.Equal(words, given.Quote!.Text);
    }

    [Theory]
    [InlineData("Dentrix", "Eager to learn Dentrix")]
    [InlineData("Dentrix", "Currently learning Dentrix at night school")]
    [InlineData("CPA certification", "CPA (in progress)")]
    [InlineData("Communication", "Designed communication protocols")]
    [InlineData("Appointment scheduling", "Scheduling")]
    [InlineData("Dentrix and appointment scheduling", "Dentrix")]
    [InlineData("Excel and Dentrix", "Excel")]
    [InlineData("5 years of dental billing", "Dental billing")]
    [InlineData("Kubernetes", "Willing to learn Kubernetes")]
    [InlineData("Dentrix", "See dentrix.example.com/dentrix")]
    public async Task What_is_only_hinted_at_stays_unclear(string asked, string words) =>
        Assert.Equal("unclear", (await Verdict(asked, words)).Verdict);

    [Theory]
    [InlineData("Dentrix", "No experience with Dentrix yet")]
    [InlineData("Dentrix", "No prior Dentrix experience")]
    [InlineData("Kubernetes", "Not familiar with Kubernetes")]
    public async Task What_the_file_itself_rules_out_is_not_met(string asked, string words)
    {
        var given = await Verdict(asked, words);
        Assert.Equal(("not-met", words), (given.Verdict, given.Quote!.Text));
    }

    [Fact]
    public async Task A_phrase_over_a_line_break_is_quoted_whole()
    {
        var given = await Verdict("Appointment scheduling", "Ran the front desk of a dental office for six years, all phones and "
            + "appointment\nscheduling included");
        Assert.Equal("meets", given.Verdict);
        Assert.Equal("appointment scheduling", given.Quote!.Text);
    }

    [Fact]
    public async Task The_name_of_an_employer_is_no_skill()
    {
        var given = await One("Dentrix", FlagTests.WithJobs(("Sales assistant", "Dentrix Corporation", "Jan 2019 - Dec 2021")));
        Assert.Equal("unclear", given.Verdict);
        Assert.Contains("Dentrix Corporation", given.Quote!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Years_of_some_other_work_do_not_meet_years_of_this_work()
    {
        var years = FlagTests.WithJobs(("Engineer", "Globex Inc", "Jan 2010 - Dec 2019"));
        Assert.Equal("meets", (await One("5 years of professional experience", years)).Verdict);
        Assert.Equal("unclear", (await One("5 years of dental office experience", years)).Verdict);
        Assert.Equal("unclear", (await One("5 years of relevant experience", years)).Verdict);
        Assert.Equal("meets", (await One("5 years of dental office experience", years.Replace("Engineer", "Dental office manager",
            StringComparison.Ordinal))).Verdict);
    }

    [Theory]
    [InlineData("Degree in computer science or equivalent", "B.S. in Computer Science", "meets")]
    [InlineData("Degree in computer science or equivalent", "B.A. in Art History", "unclear")]
    public async Task A_degree_in_another_field_is_for_a_person_to_weigh(string asked, string degree, string verdict)
    {
        var given = await One(asked, FlagTests.Resume.Replace("B.S. in Computer Science", degree, StringComparison.Ordinal));
        Assert.Equal(verdict, given.Verdict);
        Assert.NotNull(given.Quote);
    }

    private static Task<CriterionVerdict> Verdict(string asked, string words) => One(asked, FlagTests.Resume.Replace(" in Python", "",
        StringComparison.Ordinal).Replace("INTERESTS\n\nChess club", "SKILLS\n\n" + words, StringComparison.Ordinal));

    private static async Task<CriterionVerdict> One(string asked, string resume)
    {
        var rubric = Rubrics.Of("Job", [.. ProposeCriteria.Read(asked, "must").Take(1).Select(c => c with { Id = "c1" })], "");
        return Assert.Single((await Screen.Text(resume, rubric)).Criteria);
    }
}
