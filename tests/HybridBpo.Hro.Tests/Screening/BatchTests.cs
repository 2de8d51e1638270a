using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class BatchTests
{
    [Fact]
    public async Task The_same_contact_under_another_name_is_flagged_on_both_files()
    {
        var one = await File("a.txt", "Jordan Sample", "jordan@quietmail.org");
        var other = await File("b.txt", "Alex Different", "jordan@quietmail.org", "Analyst", "Initech LLC", "Ran the monthly close for two funds "
            + "and a bank");
        var (results, merges) = CompareFiles.Compare([one, other]);
        Assert.All(results, r => Assert.Equal("shared-contact", Assert.Single(r.Flags).Id));
        Assert.Empty(merges);
    }

    [Fact]
    public async Task Two_files_of_one_person_are_proposed_for_merging_and_flagged_nowhere()
    {
        var (results, merges) = CompareFiles.Compare([await File("a.txt", "Jordan Sample", "jordan@quietmail.org"),
            await File("b.txt", "JORDAN SAMPLE", "jordan@quietmail.org")]);
        Assert.All(results, r => Assert.Empty(r.Flags));
        Assert.Equal(("a.txt", "b.txt"), (Assert.Single(merges).File, merges[0].Other));
    }

    [Fact]
    public async Task Nearly_the_same_text_under_another_name_is_a_duplicate()
    {
        var (results, _) = CompareFiles.Compare([await File("a.txt", "Jordan Sample", "jordan@quietmail.org"),
            await File("b.txt", "Alex Different", "alex@quietmail.org")]);
        Assert.All(results, r => Assert.Equal("duplicate", Assert.Single(r.Flags).Id));
    }

    [Fact]
    public async Task Placeholder_contacts_belong_to_nobody()
    {
        var one = await File("a.txt", "Jordan Sample", "name@example.com");
        var other = await File("b.txt", "Alex Different", "name@example.com", "Analyst", "Initech LLC", "Ran the monthly close for two funds and a "
            + "bank");
        Assert.All(CompareFiles.Compare([one, other]).Results, r => Assert.Empty(r.Flags));
    }

    [Fact]
    public async Task A_title_that_grew_between_versions_is_flagged_and_an_added_job_is_not()
    {
        var older = await Screen.Text(FlagTests.WithJobs(("Engineer", "Globex Inc", "Jan 2018 - Dec 2020")));
        var newer = await Screen.Text(FlagTests.WithJobs(("Director of Engineering", "Globex Inc", "Jan 2018 - Dec 2020"),
            ("Engineer", "Initech LLC", "Jan 2021 - Present")));
        Assert.Equal("title-changed", Assert.Single(CompareVersions.Compare(older, newer)).Id);
        var moved = await Screen.Text(FlagTests.WithJobs(("Engineer", "Globex Inc", "Jan 2015 - Dec 2020")));
        Assert.Equal("contradictory-dates", Assert.Single(CompareVersions.Compare(older, moved)).Id);
        Assert.Empty(CompareVersions.Compare(older, older));
    }

    private const string Builds = "Built payment services in Python for three banks and kept them running";

    private static Task<ScreeningResult> File(
        string file, string name, string email, string title = "Engineer", string employer = "Globex Inc", string work = Builds)
    {
        var skills = title == "Engineer" ? "Python, Kubernetes, Terraform, Git, Linux, Bash, Docker, Jenkins" : "Excel, Accounting, Payroll, "
            + "Outlook, Typing";
        var text = $"{name}\n{email}\n\nEXPERIENCE\n\n{title}\n{employer}\nJan 2020 - Present\n- {work}\n"
            + $"- Wrote the handbook of the {title} team, trained {title} colleagues and kept the lights on at {employer}\n\nSKILLS\n\n{skills}\n";
        return Screen.Ok(System.Text.Encoding.UTF8.GetBytes(text), file);
    }
}
