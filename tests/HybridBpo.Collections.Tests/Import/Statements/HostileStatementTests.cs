using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class HostileStatementTests
{
    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("  \n \n", "none of camt.052")]
    [InlineData("AccountRef,Balance\nA,1\n", "none of camt.052")]
    [InlineData("%PDF-1.7", "this is a PDF")]
    [InlineData("01,A,B,260102,1200,1,80,1,2/", "there is no statement in it")]
    [InlineData("<html><body>Sign in</body></html>", "this is XML, but no bank statement")]
    [InlineData("<a", "line 1 is not well-formed XML")]
    [InlineData("<Document><BkToCstmrStmt>", "line 1 is not well-formed XML")]
    [InlineData("\0\0\0\0", "zero bytes")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]><Document>&y;</Document>", "document type (DTD)")]
    [InlineData("<!DOCTYPE Document SYSTEM \"http://127.0.0.1:1/x.dtd\"><Document/>", "document type (DTD)")]
    public void What_is_no_statement_is_refused_in_one_line(string text, string why)
    {
        var refusal = StatementReader.Read("file.xml", Encoding.UTF8.GetBytes(text)).Refusal!;
        Assert.StartsWith("file.xml: ", refusal.Message);
        Assert.Contains(why, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void What_is_too_large_is_refused_packed_or_not()
    {
        Assert.Contains("at most 64 MB", StatementReader.Read("f", new byte[(64 << 20) + 1]).Refusal!.Message);
        var zeros = new byte[(64 << 20) + 1];
        Assert.Contains("unpacks to more than 64 MB", StatementReader.Read("f", Gzip(zeros)).Refusal!.Message);
        Assert.Contains("unpacks to more than 64 MB", StatementReader.Read("f", Zip(("a", zeros))).Refusal!.Message);
    }

    [Fact]
    public void Too_many_entries_are_refused_and_a_million_is_not_too_many()
    {
        var million = new StringBuilder(":20:A\n:25:DE1\n:60F:C260101EUR0,\n");
        for (var i = 0; i < 1_000_000; i++) million.Append(":61:260102C1,NTRFA\n");
        var full = million + ":62F:C260131EUR1000000,\n";
        Assert.True(Bank.One(full).Balanced);
        Assert.Contains("more than 1,000,000 entries", Refusal(full.Replace(":62F", ":61:260102C1,NTRFA\n:62F")));
        Assert.Contains("100,000 statements", Refusal(string.Concat(Enumerable.Repeat(":20:A\n:25:B\n", 100_001))));
    }

    [Fact]
    public void Elements_without_end_are_stopped_at_once()
    {
        var watch = Stopwatch.StartNew();
        Assert.Contains("more than 64 deep", Refusal(string.Concat(Enumerable.Repeat("<a>", 5_000_000))));
        var within = CamtRuleTests.Document(CamtRuleTests.Entry("1") + string.Concat(Enumerable.Repeat("<a>", 100_000)));
        var read = Bank.Read(within);
        Assert.Single(read.Statements[0].Entries);
        Assert.Contains(read.Problems, p => p.What.Contains("more than 64 deep"));
        Assert.Contains("more than 100,000 characters", Refusal("<a " + string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"a{i}='' "))));
        Assert.Contains("more than 100,000 characters", Refusal("<Document><BkToCstmrStmt>" + new string('a', 20_000_000)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_file_that_is_cut_off_keeps_what_was_whole_and_proves_nothing()
    {
        var whole = CamtRuleTests.Document(CamtRuleTests.Balance("OPBD", "0") + CamtRuleTests.Balance("CLBD", "1") + CamtRuleTests.Entry("1")
            + CamtRuleTests.Entry("2"));
        var read = Bank.Read(whole[..whole.LastIndexOf("<CdtDbtInd>", StringComparison.Ordinal)]);
        Assert.Equal(100, Assert.Single(read.Statements[0].Entries).AmountMinor);
        Assert.False(read.Statements[0].Balanced);
        Assert.Contains(read.Problems, p => p.Where == "statement 1, line 1" && p.What.Contains("damaged here"));
        Assert.Contains(read.Problems, p => p.What.Contains("cut off"));
    }

    [Fact]
    public void Problems_without_end_are_counted_and_not_all_listed()
    {
        var read = Bank.Read(":20:A\n:25:DE1\n" + string.Concat(Enumerable.Repeat(":61:x\n", 5_000)));
        Assert.Equal(StatementSink.MostProblems + 1, read.Problems.Count);
        Assert.Contains("more problems are not listed", read.Problems[^1].What);
    }

    [Fact]
    public void A_field_without_end_is_cut_with_a_word()
    {
        var read = Bank.Read(":20:A\n:25:DE1\n:60F:C260101EUR0,\n:61:260102C1,NTRFA\n:86:?20"
            + string.Concat(Enumerable.Repeat("?20EREF+\n", 100_000)) + ":62F:C260131EUR1,\n");
        Assert.True(read.Statements[0].Balanced);
        Assert.Contains("Field 86 is longer", Assert.Single(read.Problems).What);
    }

    [Fact]
    public void A_zip_file_keeps_its_good_files_beside_bad_ones()
    {
        var good = Encoding.UTF8.GetBytes(CamtRuleTests.Document(CamtRuleTests.Entry("1"), "BkToCstmrAcctRpt", "Rpt"));
        var zip = Zip(("a/letter.txt", "Hello"u8.ToArray()), ("b.xml", good), ("c.940", ":20:A\n:25:D\n"u8.ToArray()));
        var read = StatementReader.Read("f.zip", zip).Value;
        Assert.Equal(("mixed", 2), (read.Format, read.Statements.Count));
        Assert.Contains(read.Problems, p => p.Where == "a/letter.txt, file" && p.What.Contains("none of camt.052"));
        Assert.Contains("no file in this zip file", StatementReader.Read("f.zip", Zip(("a", "Hello"u8.ToArray()))).Refusal!.Message);
        Assert.Contains("damaged", StatementReader.Read("f.zip", Zip(("b.xml", good))[..40]).Refusal!.Message);
    }

    [Fact]
    public void A_packed_file_is_unpacked() => Assert.Single(
        StatementReader.Read("f.gz", Gzip(Encoding.UTF8.GetBytes(CamtRuleTests.Document(CamtRuleTests.Entry("1"))))).Value.Statements);

    [Fact]
    public void No_control_character_reaches_a_screen()
    {
        var entry = Bank.One(":20:A\n:25:DE1\n:60F:C260101EUR0,\n:61:260102C1,NTRFA\n:86:A\u001b[2JB\u0007C\n:62F:C260131EUR1,").Entries[0];
        Assert.Equal("A [2JB C", entry.Remittance);
    }

    private static string Refusal(string text) => StatementReader.Read("file", Encoding.UTF8.GetBytes(text)).Refusal!.Message;

    private static byte[] Gzip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionMode.Compress)) zip.Write(bytes);
        return to.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }

        return to.ToArray();
    }
}
