using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class CriteriaTests
{
    [Theory]
    [InlineData("8 years of experience programming in C++.", "skill", 8)]
    [InlineData("5–10 years of professional experience.", "experience", 5)]
    [InlineData("Bachelor's degree or equivalent practical experience.", "degree", null)]
    [InlineData("Fluent Spanish", "language", null)]
    [InlineData("CPA certification", "certificate", null)]
    [InlineData("Available for rotating shifts", "shift", null)]
    [InlineData("Authorized to work in the United States", "permit", null)]
    [InlineData("Willingness to travel within Germany", "location", null)]
    [InlineData("Ownership mindset", "statement", null)]
    public void A_line_of_a_job_becomes_a_criterion_of_its_kind(string line, string kind, int? years)
    {
        var criterion = ProposeCriteria.Read(line, "must").First();
        Assert.Equal((kind, (double?)years), (criterion.Kind, criterion.Years));
    }

    [Fact]
    public void Two_languages_are_two_criteria() =>
        Assert.Equal(["English", "German"], ProposeCriteria.Read("Strong verbal and written communication in German and English.",
            "must").SelectMany(c => c.Terms));

    [Fact]
    public void Must_and_nice_follow_the_headings_and_duties_are_no_criteria()
    {
        var (title, criteria) = ProposeCriteria.From("# Agent\n## Responsibilities\n- Take calls\n## Required\n- Python\n## Nice to have\n- "
            + "Docker\n");
        Assert.Equal("Agent", title);
        Assert.Equal([("Python", "must"), ("Docker", "nice")], criteria.Select(c => (c.Label, c.Need)));
    }

    [Theory]
    [InlineData("Requirements", "3 years of Java", "must")]
    [InlineData("Qualifications", "3 years of Java", "nice")]
    [InlineData("Skills", "Java is required", "must")]
    [InlineData("What you bring", "Java", "nice")]
    [InlineData("Minimum qualifications", "Java", "must")]
    [InlineData("Requirements", "Willingness to travel", "nice")]
    [InlineData("Requirements", "Comfort working beyond current expertise areas", "nice")]
    [InlineData("Requirements", "Willing to work night shifts", "must")]
    [InlineData("Profile", "Must be comfortable with SQL", "must")]
    public void A_criterion_is_a_must_only_where_the_text_says_so_and_a_resume_could_prove_it(string heading, string line, string need) =>
        Assert.Equal(need, Assert.Single(ProposeCriteria.From($"# Engineer\n## {heading}\n- {line}\n").Criteria).Need);

    [Fact]
    public void Every_shared_job_yields_criteria()
    {
        foreach (var file in Directory.EnumerateFiles(Screen.Data("jobs"), "jd_*.md"))
        {
            var rubric = Rubrics.FromText(File.ReadAllText(file));
            Assert.True(rubric.Criteria.Count >= 4, file);
            Assert.Contains(rubric.Criteria, c => c.Need == "must");
            Assert.All(rubric.Criteria, c => Assert.Contains(c.Kind, CriterionKind.All));
            Assert.Equal(rubric.Criteria.Count, rubric.Criteria.Select(c => c.Id).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("Good culture fit", "culture fit")]
    [InlineData("Young and dynamic", "Young")]
    [InlineData("Native speaker of English", "Native speaker")]
    [InlineData("5-10 years of sales", "5-10 years")]
    [InlineData("Lives in ZIP code 85001", "ZIP code")]
    [InlineData("Bachelor's degree in Business", "Bachelor's degree in Business")]
    public void Criteria_that_shut_people_out_without_need_are_remarked(string line, string words) =>
        Assert.Contains(FairnessLint.Check(ProposeCriteria.Read(line, "must")), r => r.Words == words);

    [Fact]
    public void Fair_criteria_get_no_remark() =>
        Assert.Empty(FairnessLint.Check(new[] { "2 years of customer service", "Fluent Spanish (C1)", "Bachelor's degree or equivalent experience" }
            .SelectMany(l => ProposeCriteria.Read(l, "must"))));

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{\"criteria\":[]}", "none")]
    [InlineData("{\"criteria\":[{\"label\":\"\"}]}", "no label")]
    [InlineData("{\"criteria\":[{\"label\":\"x\",\"need\":\"maybe\"}]}", "must or nice")]
    [InlineData("{\"criteria\":[{\"label\":\"x\",\"kind\":\"astrology\"}]}", "kind is one of")]
    [InlineData("{\"criteria\":[{\"id\":\"a\",\"label\":\"x\"},{\"id\":\"a\",\"label\":\"y\"}]}", "same id")]
    [InlineData("{\"criteria\":[null]}", "no label")]
    public void Bad_criteria_are_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Rubrics.FromJson(json, "job.json").Refusal?.Message, StringComparison.Ordinal);

    [Fact]
    public void The_same_yardstick_has_the_same_version_and_another_has_another()
    {
        var one = Rubrics.FromText("# A\n## Required\n- Python\n");
        Assert.Equal(one.Version, Rubrics.FromText("# A\n## Required\n- Python\n").Version);
        Assert.NotEqual(one.Version, Rubrics.FromText("# A\n## Required\n- Java\n").Version);
    }

    [Theory]
    [InlineData("Python, Go", "Python", "meets")]
    [InlineData("Enjoys a good read and to go out", "Go", "unclear")]
    [InlineData("6 years of Python", "5 years of Python", "meets")]
    [InlineData("2 years of Python", "5 years of Python", "not-met")]
    [InlineData("Python (less than 1 year)", "3 years of Python", "not-met")]
    [InlineData("English (native), Spanish (basic)", "Fluent Spanish", "not-met")]
    [InlineData("English (native), Spanish (fluent)", "Fluent Spanish", "meets")]
    [InlineData("Taught Spanish cooking", "Fluent Spanish", "unclear")]
    [InlineData("No night shifts, please", "Night shifts", "not-met")]
    [InlineData("Available for evening and night shifts", "Night shifts", "meets")]
    [InlineData("Available for evening shifts", "Night shifts", "unclear")]
    [InlineData("Available for any shift", "Rotating shifts, including weekends", "meets")]
    [InlineData("Available for rotating shifts and weekends", "Rotating shifts, including weekends", "meets")]
    [InlineData("No night shifts, please", "Rotating shifts, including weekends", "unclear")]
    [InlineData("Not yet authorized to work in the US", "Authorized to work in the United States", "unclear")]
    [InlineData("Authorized to work in the US", "Authorized to work in the United States", "meets")]
    [InlineData("No shift work", "Rotating shifts, including weekends", "not-met")]
    [InlineData("Chess", "Kubernetes", "unclear")]
    public async Task Verdicts_say_no_more_than_the_words_show(string words, string asked, string verdict)
    {
        var rubric = Rubrics.Of("Job", [.. ProposeCriteria.Read(asked, "must").Take(1).Select(c => c with { Id = "c1" })], "");
        var text = FlagTests.Resume.Replace(" in Python", "", StringComparison.Ordinal).Replace("INTERESTS\n\nChess club", "SKILLS\n\n" + words,
            StringComparison.Ordinal);
        var given = Assert.Single((await Screen.Text(text, rubric)).Criteria);
        Assert.Equal(verdict, given.Verdict);
        Assert.True(given.Quote is not null || verdict == "unclear");
    }

    [Fact]
    public async Task Years_of_a_skill_count_from_jobs_only_when_certain()
    {
        var rubric = Rubrics.FromText("# J\n## Required\n- 3 years of Python\n");
        Assert.Equal("meets", Assert.Single((await Screen.Text(FlagTests.WithJobs(("Engineer", "Globex Inc", "Jan 2016 - Dec 2019")),
            rubric)).Criteria).Verdict);
        Assert.Equal("unclear", Assert.Single((await Screen.Text(FlagTests.WithJobs(("Engineer", "Globex Inc", "2016 - 2019")),
            rubric)).Criteria).Verdict);
    }

    [Fact]
    public void The_skill_table_is_sound()
    {
        var names = SkillTable.Current.All.SelectMany(s => s.Names).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(SkillTable.Current.All, s => Assert.Equal(s.Since is null, s.Source is null));
        Assert.All(SkillTable.Current.All, s => Assert.True(s.Since is null or (>= 1950 and <= 2026), s.Name));
        Assert.True(SkillTable.Current.All.Count >= 150);
    }
}
