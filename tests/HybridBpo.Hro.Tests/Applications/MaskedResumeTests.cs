using HybridBpo.Hro.Applications.Reading;
using HybridBpo.Hro.Screening;
using HybridBpo.Hro.Tests.Real;

namespace HybridBpo.Hro.Tests.Applications;

public sealed class MaskedResumeTests
{
    [Fact]
    public async Task Name_contact_school_and_school_years_are_covered_and_work_is_not()
    {
        var screened = await ScreenAsync(Hiring.Html());

        var text = Text(screened);
        Assert.DoesNotContain("Doe", text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Northwestern", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2018", text, StringComparison.Ordinal);
        Assert.Contains("03/2019", text, StringComparison.Ordinal);
        Assert.Contains("first call to payout", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_quote_stands_in_the_line_that_it_names()
    {
        var screened = await ScreenAsync(Hiring.Html());

        var quotes = screened.Proposal.Criteria.Select(c => c.Quote).OfType<Proof>().ToList();
        Assert.NotEmpty(quotes);
        Assert.All(quotes, quote =>
        {
            var line = screened.Evidence.Sheets.Single(s => s.Page == quote.Page).Lines.Single(l => l.Number == quote.Line);
            Assert.Contains(quote.Text.Split('[')[0].Trim(), string.Join(' ', line.Pieces.Select(p => p.Text)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_quote_over_two_lines_is_placed_and_what_is_covered_in_it_stays_covered()
    {
        IReadOnlyList<Line> lines = [new([Cell.Of("Spanish with Jane", 1)]), new([Cell.Of("Doe every day, available", 1)]),
            new([Cell.Of("for shifts", 1)])];
        var resume = new MaskedResume(lines, Mask(lines, "Jane", "Doe"));

        var proof = resume.Proof(new Quote("Spanish with Jane Doe every day", 1, null));
        var later = resume.Proof(new Quote("available for shifts", 1, null));

        Assert.Equal(("Spanish with [name] [name] every day", 1), (proof.Text, proof.Line));
        Assert.Equal(("available for shifts", 2), (later.Text, later.Line));
    }

    [Fact]
    public void A_comma_beside_a_covered_word_is_not_drawn_across_the_mask()
    {
        var word = new Word("Jane,", 1, new Box(10, 10, 60, 20));
        IReadOnlyList<Line> lines = [new([new Cell([word, new Word("claims", 1, new Box(64, 10, 100, 20))])])];

        var pieces = new MaskedResume(lines, Mask(lines, "Jane")).Sheets()[0].Lines[0].Pieces;

        Assert.Equal([("xxxxxxxxxxxx", 10.0), (",", null), ("claims", (double?)64.0)], pieces.Select(p => (p.Text, p.Spot?.X0)));
    }

    [Fact]
    public async Task What_was_not_looked_for_is_not_called_not_found()
    {
        var report = (await ScreenAsync(Hiring.Html())).Proposal.Report;

        Assert.Contains(FlagRules.Duplicate.Words, report.NotRun);
        Assert.DoesNotContain(FlagRules.Duplicate.Words, report.LookedFor);
        Assert.Equal(FlagRules.All.Count, report.ChecksRun + report.Off.Count + report.NotRun.Count);
    }

    [Fact]
    public async Task Facts_are_covered_in_whole_words_and_the_sentences_of_the_rules_not_at_all()
    {
        var screened = await ScreenAsync(System.Text.Encoding.UTF8.GetBytes("""
            Ana Doe
            ana.doe@example.com

            Summary
            Ana leads with care. Her managers say so.

            Experience
            Teacher, Other Mothers School, Jan 2018 - Present
            - Researcher of history and data analyst for the weather board
            Data Analyst, Thermo Fisher, Mar 2014 - Dec 2017
            - Maintained the order service and wrote the tests for it

            Skills
            History, Weather, Cash handling
            """), "txt");

        Assert.Equal(["Teacher", "Data Analyst"], screened.Evidence.Work.Select(w => w.Position));
        Assert.Equal(["Other Mothers School", "Thermo Fisher"], screened.Evidence.Work.Select(w => w.Employer));
        Assert.Equal(["History", "Weather", "Cash handling"], screened.Evidence.Skills);
        var text = Text(screened);
        Assert.Contains("Researcher of history and data analyst for the weather board", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Her ", text, StringComparison.Ordinal);
        Assert.All(screened.Proposal.Criteria, c => Assert.DoesNotContain("[", c.Why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Questions_and_findings_of_flags_do_not_tell_who_it_is_or_which_school()
    {
        var screened = await ScreenAsync(System.Text.Encoding.UTF8.GetBytes("""
            Jane Smith
            jane@example.com

            Experience
            Engineer, Jane Smith Holding Ltd, Jan 2019 - Dec 2022
            - Ran the order service
            Engineer, Globex Inc, Jan 2019 - Mar 2023
            - Wrote the tests for it

            Education
            MBA, Belford University
            """), "txt");

        var flags = screened.Proposal.Flags;
        Assert.Equal(["institution v1", "overlap v1"], flags.Select(f => f.Rule).Order());
        var words = string.Join('\n', flags.SelectMany(f => f.Quotes.Select(q => q.Text).Append(f.Question)));
        Assert.Contains("Globex Inc", words, StringComparison.Ordinal);
        foreach (var identity in new[] { "Jane", "Smith", "Belford" })
            Assert.DoesNotContain(identity, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_doubt_is_said_and_one_that_is_certain_is_not()
    {
        Assert.False((await ScreenAsync(Hiring.Html())).Evidence.NameInDoubt);
        var doubtful = await ScreenAsync(System.Text.Encoding.UTF8.GetBytes("""
            Zed
            Somewhere 12, Otherplace
            k7@example.com

            Experience
            Engineer, Globex Inc, Jan 2019 - Dec 2022
            - Ran the order service in Python
            """), "txt");

        Assert.True(doubtful.Evidence.NameInDoubt);
        var text = Text(doubtful);
        Assert.DoesNotContain("Zed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Otherplace", text, StringComparison.Ordinal);
        Assert.Contains("Ran the order service in Python", text, StringComparison.Ordinal);
    }

    private static string Text(Screened.Read screened) =>
        string.Join('\n', screened.Evidence.Sheets.SelectMany(s => s.Lines).Select(l => string.Join(' ', l.Pieces.Select(p => p.Text))));

    private static MaskedText Mask(IReadOnlyList<Line> lines, params string[] names) => new(lines,
        [.. lines.Select(l => (IReadOnlyList<IReadOnlyList<Covered>>)[.. l.Cells.Select(c =>
            names.Where(n => c.Text.Contains(n, StringComparison.Ordinal))
                .Select(n => new Covered(c.Text.IndexOf(n, StringComparison.Ordinal), n.Length, "name")).ToList())])],
        _ => [], hasPicture: false, inDoubt: false);

    private static async Task<Screened.Read> ScreenAsync(byte[] resume, string format = "html")
    {
        var rubric = CriteriaForm.Propose("Claims handler", Hiring.JobText);
        var application = Given.Received() with { Format = format };
        var requisition = new Requisition("CM-R-118", "Claims handler", Hiring.JobText);
        return (Screened.Read)await ReadResume.RunAsync(
            resume, application, requisition, CriteriaForm.Write(rubric), Given.Now, TestContext.Current.CancellationToken);
    }
}
