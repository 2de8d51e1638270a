using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Hro.Applications.Reading;
using HybridBpo.Hro.Screening;
using HybridBpo.Hro.Tests.Real;

namespace HybridBpo.Hro.Tests.Applications;

public sealed class MaskedResumeTests
{
    [Theory]
    [InlineData("Jane Doe, Springfield", "[name], [address]", "name 0 8|address 10 11")]
    [InlineData("mail jane@example.com now", "mail [email] now", "email 5 16")]
    [InlineData("No one here", "No one here", "")]
    [InlineData("Jane", "[name]", "name 0 4")]
    public void What_the_mask_covers_is_found_again_in_the_words(string text, string masked, string covered) =>
        Assert.Equal(covered, string.Join('|', CellMask.Of(text, masked).Select(c => $"{c.Kind} {c.Start} {c.Length}")));

    [Fact]
    public void Where_masked_and_visible_words_do_not_fit_all_is_covered() =>
        Assert.Equal([new Covered(0, 8, "text")], CellMask.Of("Jane Doe", "Something else"));

    [Fact]
    public void No_covered_word_is_left_whatever_is_covered()
    {
        var word = Gen.Elements("claims", "Spanish", "2019", "-", "Jane", "Doe", "Excel", "•");
        Prop.ForAll(Arb.From(word.NonEmptyListOf()), words =>
        {
            var text = string.Join(' ', words);
            var masked = string.Join(' ', words.Select(w => w is "Jane" or "Doe" ? "[name]" : w));
            var left = CellMask.Of(text, masked).OrderByDescending(c => c.Start).Aggregate(text, (t, c) => t.Remove(c.Start, c.Length));
            return !left.Contains("Jane", StringComparison.Ordinal) && !left.Contains("Doe", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Name_contact_school_and_school_years_are_covered_and_work_is_not()
    {
        var screened = await ScreenAsync(Hiring.Html());

        var text = string.Join('\n', screened.Evidence.Sheets.SelectMany(s => s.Lines).Select(l => string.Join(' ', l.Pieces.Select(p => p.Text))));
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
        var masked = new MaskedText("Spanish with [name]\n[name] every day, available\nfor shifts", [new("name", "Jane", 1), new("name", "Doe", 1)]);
        var resume = new MaskedResume(lines, masked, new Resume(new Basics(null, null, null, null, null), [], [], []));

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

        var nobody = new Resume(new Basics(null, null, null, null, null), [], [], []);
        var masked = new MaskedText("[name], claims", [new("name", "Jane", 1)]);
        var pieces = new MaskedResume(lines, masked, nobody).Sheets()[0].Lines[0].Pieces;

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

    private static async Task<Screened.Read> ScreenAsync(byte[] resume)
    {
        var rubric = CriteriaForm.Propose("Claims handler", Hiring.JobText);
        var application = Given.Received() with { Format = "html" };
        var requisition = new Requisition("CM-R-118", "Claims handler", Hiring.JobText);
        return (Screened.Read)await ReadResume.RunAsync(
            resume, application, requisition, CriteriaForm.Write(rubric), Given.Now, TestContext.Current.CancellationToken);
    }
}
