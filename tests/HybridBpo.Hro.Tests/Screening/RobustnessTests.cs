using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Hro.Demo;
using HybridBpo.Hro.Screening;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Tests.Screening;

public class RobustnessTests
{
    private static readonly string[] Names = ["cv.txt", "cv.html", "cv.docx", "cv.pdf", "cv", "cv.doc"];

    [Fact]
    public void Random_bytes_always_have_a_typed_outcome() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Gen.Elements(Names).ToArbitrary(), (bytes, name) =>
            Outcome(bytes, name)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Random_text_is_read_and_every_quote_is_in_it() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var bytes = Encoding.UTF8.GetBytes("Jordan Sample\nExperience\nEngineer, Globex Inc, Jan 2019 - Mar 2021\n" + text
                + "\nSkills\nPython, Kubernetes, 4 years of Python\n");
            var result = ResumeScreening.ScreenAsync(bytes, "cv.txt", Screen.Job, new ScreeningOptions(Screen.Day),
                CancellationToken.None).GetAwaiter().GetResult();
            return result.Refusal is not null || AllQuotesHold(result.Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Truncated_and_changed_word_documents_have_a_typed_outcome()
    {
        var valid = DemoFiles.All().First(f => f.Name.EndsWith(".docx", StringComparison.Ordinal)).Content;
        Prop.ForAll(Gen.Choose(0, valid.Length).ToArbitrary(), at =>
            Outcome(valid[..at], "cv.docx")).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Prop.ForAll(Changes(valid.Length), change => Outcome(Changed(valid, change), "cv.docx")).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
    }

    [Fact]
    public void Truncated_and_changed_pdfs_have_a_typed_outcome()
    {
        Screen.NeedsPoppler();
        var valid = DemoFiles.All().First(f => f.Name.EndsWith(".pdf", StringComparison.Ordinal)).Content;
        Prop.ForAll(Gen.Choose(0, valid.Length).ToArbitrary(), at =>
            Outcome(valid[..at], "cv.pdf")).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
        Prop.ForAll(Changes(valid.Length), change => Outcome(Changed(valid, change), "cv.pdf")).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public async Task Cancelling_stops_a_screening()
    {
        Screen.NeedsPoppler();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var pdf = new PdfWriter().Text(60, 60, 12, "Jordan Sample").ToBytes();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ResumeScreening.ScreenAsync(pdf, "cv.pdf", Screen.Job, new ScreeningOptions(Screen.Day), stop.Token));
    }

    [Fact]
    public async Task Long_lines_and_endless_nesting_end_in_time()
    {
        Assert.IsType<ReadingStopped>(await Screen.Refused(Encoding.UTF8.GetBytes(new string('a', 100_000)), "cv.txt"));
        Assert.IsType<ReadingStopped>(await Screen.Refused(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("words and more words\n", 50_000))),
            "cv.txt"));
        var nested = "<html><body>" + string.Concat(Enumerable.Repeat("<div>", 20_000)) + "Jordan Sample" + "</body></html>";
        Assert.NotNull(await ResumeScreening.ScreenAsync(Encoding.UTF8.GetBytes(nested), "cv.html", Screen.Job, new ScreeningOptions(Screen.Day),
            TestContext.Current.CancellationToken)
            is var r ? (object?)r.Refusal ?? r.Value : null);
        var dates = string.Concat(Enumerable.Repeat("Jan 2019 - Feb 2020 ", 150)) + "\n";
        const string Job = "Senior Engineer, Globex Inc, Springfield, IL\nJan 2019 - Mar 2020\n";
        const string Skills = "Python, Kubernetes, Go, R, C, Spark, Flask, Excel\n";
        foreach (var (heading, part) in new[] { ("Experience", dates), ("Experience", Job), ("Education", "B.S. in Biology, State University, "
            + "2012\n"), ("Skills", Skills) })
        {
            var result = await Screen.Text($"Jordan Sample\n{heading}\n" + string.Concat(Enumerable.Repeat(part, 190_000 / part.Length)));
            Assert.InRange(result.Resume.Work.Count, 0, Limits.Jobs);
            Assert.InRange(result.Resume.Skills.Count, 0, Limits.Skills);
        }
    }

    private static bool Outcome(byte[] bytes, string name)
    {
        var result = ResumeScreening.ScreenAsync(bytes, name, Screen.Job, new ScreeningOptions(Screen.Day),
            CancellationToken.None).GetAwaiter().GetResult();
        return result.Refusal is { } refusal ? refusal is not ReaderMissing && refusal.Message.Contains(name, StringComparison.Ordinal)
            : AllQuotesHold(result.Value);
    }

    private static bool AllQuotesHold(ScreeningResult result)
    {
        var flat = Normaliser.Flat(result.VisibleText);
        return result.Criteria.Where(c => c.Quote is not null).All(c => flat.Contains(Normaliser.Flat(c.Quote!.Text), StringComparison.Ordinal))
            && result.Criteria.All(c => c.Quote is not null || c.Verdict == CriterionVerdict.Unclear)
            && result.Flags.Where(f => f.QuoteIsVisible).All(f =>
            flat.Contains(Normaliser.Flat(f.Quote.Text), StringComparison.Ordinal));
    }

    private static Arbitrary<(int At, byte Value)[]> Changes(int length) =>
        (from at in Gen.Choose(0, length - 1) from value in Gen.Choose(0, 255) select (at, (byte)value)).ArrayOf().ToArbitrary();

    private static byte[] Changed(byte[] valid, (int At, byte Value)[] changes)
    {
        var changed = (byte[])valid.Clone();
        foreach (var (at, value) in changes)
            changed[at] = value;
        return changed;
    }
}
