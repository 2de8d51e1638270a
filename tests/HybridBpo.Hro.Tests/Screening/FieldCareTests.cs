using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Readings that once went wrong on real resumes, each in a few lines of our own.</summary>
public class FieldCareTests
{
    [Theory]
    [InlineData("Windows Server 2008, Visual Studio 2010 and MS Office 2013")]
    [InlineData("Exchange 2016")]
    public void The_year_of_a_product_is_no_date(string text) => Assert.Empty(Dates.Find(text));

    [Fact]
    public void A_year_beside_anything_else_is_one() => Assert.Equal(2, Dates.Find("Microsoft (2008), Globex 2010").Count);

    [Theory]
    [InlineData("Excel, Access (Less than\n1 year), Teamwork", "Excel|Access|Teamwork")]
    [InlineData("Cics (4 years), JCL", "Cics|JCL")]
    [InlineData("Payroll, and in time, with the help of others, Filing", "Payroll|Filing")]
    public async Task Pieces_of_sentences_and_halves_of_brackets_are_no_skills(string list, string skills)
    {
        var read = await Screen.Text(FlagTests.Resume.Replace("INTERESTS\n\nChess club", "SKILLS\n\n" + list, StringComparison.Ordinal));
        Assert.Equal(skills.Split('|'), read.Resume.Skills.Select(s => s.Value));
    }

    [Theory]
    [InlineData("Electrical Engineering\nState University\n2012 - 2016", null, "Electrical Engineering", "State University")]
    [InlineData("B- Tech\nState University\n2012 - 2016", "B- Tech", null, "State University")]
    [InlineData("B E in Production Engineering\nState College\n2016", "B E", "Production Engineering", "State College")]
    [InlineData("State University, Expected Graduation: June 2028\nBachelor of Arts, Economics", "Bachelor of Arts", "Economics", "State University")]
    public async Task A_school_its_degree_and_its_field_stay_together(string lines, string? degree, string? area, string school)
    {
        var read = await Screen.Text(FlagTests.Resume.Replace("B.S. in Computer Science\nState University\n2012 - 2016", lines,
            StringComparison.Ordinal));
        var entry = Assert.Single(read.Resume.Education);
        Assert.Equal((degree, area, school), (entry.StudyType?.Value, entry.Area?.Value, entry.Institution?.Value));
    }

    [Fact]
    public async Task An_award_is_no_job_and_words_before_a_title_are_no_part_of_it()
    {
        var read = await Screen.Text(FlagTests.WithJobs(("Worked as Payroll Clerk", "Job profile in Globex Inc", "Jan 2018 - Mar 2021"))
            + "\n\nAWARDS\n\nDean’s List, Fall 2013 - Spring 2014\n");
        var job = Assert.Single(read.Resume.Work);
        Assert.Equal(("Payroll Clerk", "Globex Inc"), (job.Position?.Value, job.Name?.Value));
    }

    [Fact]
    public async Task Masking_leaves_products_and_degrees_and_covers_titles_of_persons()
    {
        var read = await Screen.Text(FlagTests.Resume.Replace("Chess club",
            "MS Office, Ms Excel, ASP.NET, VB.NET, B.Tech, M.Com and 35 countries drive my work. Ask Ms. Hill, Mr Stone or MRS. Brook.",
            StringComparison.Ordinal));
        var line = read.Masked.Text.Split('\n').Single(l => l.Contains("countries", StringComparison.Ordinal));
        Assert.Equal("MS Office, Ms Excel, ASP.NET, VB.NET, B.Tech, M.Com and 35 countries drive my work. Ask [gender] Hill, [gender] Stone or "
            + "[gender] Brook.", line);
    }

    [Fact]
    public async Task Hyphens_of_all_kinds_join_a_phone_number_and_a_title()
    {
        var read = await Screen.Text(FlagTests.WithJobs(("Co\u00ADfounder and Engineer", "Globex Inc", "Jan 2018 - Mar 2021"))
            .Replace("(312) 555-0199", "(312) 555-\u00AD\u20100199", StringComparison.Ordinal));
        Assert.Equal("(312) 555-0199", read.Resume.Basics.Phone?.Value);
        Assert.DoesNotContain("0199", read.Masked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_odd_blanks_inside_a_word_is_one_blank()
    {
        var page = Assert.Single(BoundingBoxes.Read(System.Text.Encoding.UTF8.GetBytes("""
            <doc><page width="600" height="800"><line>
            <word xMin="0" yMin="0" xMax="90" yMax="10">Leona&#9;&#160; &#160;Hazel &#160; </word>
            </line></page></doc>
            """)));
        Assert.Equal([("Leona", 0d), ("Hazel", 49d)], page.Lines.Single().Select(w => (w.Text, Math.Floor(w.Box.X0))));
    }
}
