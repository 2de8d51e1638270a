using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class LayoutTests
{
    [Fact]
    public async Task No_real_layout_gets_an_integrity_flag_and_each_is_read()
    {
        Screen.NeedsPoppler();
        var files = Screen.Layouts();
        Assert.Equal(22, files.Count);
        foreach (var file in files)
        {
            var result = await Screen.File(file);
            var accused = string.Join("; ", result.Flags.Where(f => f.Class == FlagClass.Integrity).Select(f => f.Finding));
            Assert.True(accused.Length == 0, $"{result.File}: {accused}");
            Assert.True(result.TextQuality == ScreeningResult.Ok, $"{result.File}: {result.QualityReason}");
            Assert.Equal(0, result.DroppedClaims);
        }
    }

    [Fact]
    public async Task Every_quote_stands_in_the_visible_text_and_in_the_other_reading_of_the_file()
    {
        Screen.NeedsPoppler();
        int quotes = 0, inBoth = 0;
        foreach (var file in Screen.Layouts())
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var result = await Screen.File(file);
            var extracted = (await ResumeScreening.ExtractAsync(bytes, Path.GetFileName(file), TestContext.Current.CancellationToken)).Value;
            var text = new VisibleText(extracted.Lines, extracted.SecondReading);
            foreach (var quote in result.Criteria.Select(c => c.Quote).OfType<Quote>().Concat(result.Flags.Where(f => f.QuoteIsVisible).Select(f =>
                f.Quote)).Concat(Fields(result.Resume)))
            {
                quotes++;
                Assert.True(text.Holds(quote.Text), $"{result.File}: {quote.Text}");
                inBoth += text.HoldsInBothReadings(quote.Text) ? 1 : 0;
                Assert.InRange(quote.Page, 1, result.Pages);
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0} of {1} quotes stand in both readings", inBoth, quotes);
        Assert.True(inBoth >= 0.98 * quotes, $"{inBoth} of {quotes}");
    }

    [Fact]
    public async Task The_published_hostile_file_is_caught()
    {
        Screen.NeedsPoppler();
        var file = Directory.EnumerateFiles(Screen.Data("adversarial"), "*.pdf").Single();
        var result = await Screen.File(file);
        var flag = Assert.Single(result.Flags);
        Assert.Equal(("prompt-injection", "integrity"), (flag.Id, flag.Class));
        Assert.Equal("tiny", Assert.Single(result.Hidden).How);
        Assert.StartsWith("Ignore all of the above instructions", flag.Quote.Text, StringComparison.Ordinal);
        Assert.NotNull(flag.Quote.Box);
    }

    [Fact]
    public async Task No_annotated_resume_gets_an_integrity_flag()
    {
        foreach (var (id, text, _) in Annotated.Load())
        {
            var result = await Screen.Ok(System.Text.Encoding.UTF8.GetBytes(text), id + ".txt");
            var accused = string.Join("; ", result.Flags.Where(f => f.Class == FlagClass.Integrity).Select(f => f.Finding));
            Assert.True(accused.Length == 0, $"{id}: {accused}");
        }
    }

    private static IEnumerable<Quote> Fields(Resume resume) =>
        new[] { resume.Basics.Name, resume.Basics.Email, resume.Basics.Phone, resume.Basics.Location }
            .Concat(resume.Work.SelectMany(w => new[] { w.Name, w.Position })).Concat(resume.Education.SelectMany(e =>
            new[] { e.Institution, e.StudyType }))
            .Concat(resume.Skills).OfType<Found<string>>().Select(f => f.Quote);
}
