using System.IO.Compression;
using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Risk;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Tests.Risk;

public sealed class DataFileTests : IDisposable
{
    private readonly ModelRun run = new();

    [Theory]
    [InlineData("a,y\n1,0\n2\n", "line 3: it has 1 fields, the header has 2")]
    [InlineData("a,y\n1,0\n2,1,9\n", "line 3: it has 3 fields, the header has 2")]
    [InlineData("a,b\n1,0\n", "line 1: there is no column 'y'")]
    [InlineData("a,y\n", "there are 0 rows")]
    [InlineData("", "the file is empty")]
    [InlineData("a,y\n1,1\n2,1\n", "both outcomes must occur")]
    [InlineData("a,y\n1,yes\n2,no\n", "say which counts with --positive")]
    [InlineData("a,y\n1,1\n2,\n3,0\n", "line 3, column 'y': the label is missing")]
    [InlineData("a,a,y\n1,2,1\n", "column 'a': the name occurs twice")]
    [InlineData("a,,y\n1,2,1\n", "column 2 has no name")]
    [InlineData(",a,y\n1,2,1\n7,2,0\n", "line 3: the first column has no name and does not count rows")]
    [InlineData("a,y\n1,1\n2,0\nx9,0\n", "line 4, column 'a': 'x9' is not a number")]
    [InlineData("a,y\n1e99,1\n2,0\n", "line 2, column 'a': '1e99' is too large a number")]
    [InlineData("a,y\n1,1\n\"2,0\n", "line 3: a quotation mark is opened here and not closed")]
    [InlineData("a,y\n1,1\n\"2\"3,0\n", "line 3: field 1 goes on after its closing quotation mark")]
    [InlineData("y\n1\n0\n1\n", "no column to learn from")]
    [InlineData("a,y\nInfinity,1\n2,0\n", "line 2, column 'a': 'Infinity' is too large a number")]
    [InlineData("a,y\n1,1\n2,0\n-inf,0\n", "line 4, column 'a': '-inf' is not a number")]
    [InlineData("a,b,c,y\n1,,v,1\n2,x,w,0\n", "line 3, column 'b': 'x' is not a number; take texts as categories with --categorical b,c,")]
    public async Task A_file_that_cannot_be_used_is_refused_with_place_and_reason(string content, string expected)
    {
        var (code, output, error) = await run.Run(
            "train", "--data", run.Write("bad.csv", content), "--label", "y", "--out", run.Path("model"), "--holdout", "none", "--json");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("bad.csv", error);
        Assert.Contains(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(run.Path("model")));
    }

    [Theory]
    [InlineData("train", "the label of all 9 rows that the hold-out time:d:2024-02-01 leaves to train on is 1")]
    [InlineData("test", "the label of all 9 rows that the hold-out time:d:2024-02-01 leaves to test on is 1")]
    public async Task An_outcome_that_one_part_of_the_hold_out_lacks_is_told(string part, string expected)
    {
        var rows = Enumerable.Range(0, 18).Select(i =>
            $"2024-0{(i < 9 ? 1 : 2)}-0{(i % 9) + 1},{i},{((i < 9) == (part == "train") || i % 2 == 0 ? 1 : 0)}\n");
        var (code, _, error) = await run.Run(
            "train", "--data", run.Write("dated.csv", "d,a,y\n" + string.Concat(rows)), "--label", "y", "--out", run.Path("model"),
            "--holdout", "time:d:2024-02-01");
        Assert.Equal(1, code);
        Assert.Contains(expected, error);
    }

    [Fact]
    public async Task Too_many_columns_are_refused_in_one_short_line()
    {
        var names = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}"));
        var (code, _, error) = await run.Train(run.Write("wide.csv", $"{names},paid_late\n"));
        Assert.Equal((1, 1), (code, error.TrimEnd().Split('\n').Length));
        Assert.EndsWith("wide.csv, line 1: it has 10,001 columns; at most 5,000 are read", error.TrimEnd());
        names = string.Join(',', Enumerable.Range(0, 4_000).Select(i => $"c{i}"));
        (_, _, error) = await run.Train(run.Write("wide.csv", $"{names}\n"));
        Assert.Contains("there is no column 'region', 'paid_late'; the file has c0, c1", error);
        Assert.EndsWith("and 3,970 more", error.TrimEnd());
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused_with_their_line()
    {
        File.WriteAllBytes(run.Path("latin.csv"), [.. "a,y\n1,0\n"u8, 0xE9, .. ",1\n"u8]);
        var (code, _, error) = await run.Run("train", "--data", run.Path("latin.csv"), "--label", "y", "--out", run.Path("model"));
        Assert.Equal(1, code);
        Assert.Contains("latin.csv, line 3: it is not UTF-8", error);
    }

    [Theory]
    [InlineData("255044462d312e360a6129", "a PDF")]
    [InlineData("504b03041400", "an Excel or ZIP file")]
    [InlineData("89504e470d0a", "a picture")]
    [InlineData("610079000a003100", "UTF-16 text without its byte-order mark")]
    [InlineData("612c790a00312c30", "a binary file")]
    public async Task A_file_that_is_no_table_is_named(string hex, string kind)
    {
        foreach (var packed in new[] { false, true })
        {
            var bytes = Convert.FromHexString(hex);
            File.WriteAllBytes(run.Path("report.csv"), packed ? Zip(bytes) : bytes);
            var (code, _, error) = await run.Train(run.Path("report.csv"));
            Assert.Equal(1, code);
            Assert.Contains($"report.csv, line 1: this is not a CSV file but {kind}", error);
        }
    }

    [Fact]
    public async Task A_gzip_file_cut_short_is_refused()
    {
        var whole = Zip(File.ReadAllBytes(run.WriteLoans("loans.csv", 2000)));
        File.WriteAllBytes(run.Path("cut.csv.gz"), whole[..(whole.Length / 2)]);
        var (code, _, error) = await run.Train(run.Path("cut.csv.gz"));
        Assert.Equal(1, code);
        Assert.Contains("cut.csv.gz", error);
        Assert.False(Directory.Exists(run.Path("model")));
    }

    [Fact]
    public async Task Gzip_and_plain_files_give_the_same_model()
    {
        var plain = run.WriteLoans("loans.csv", 1500);
        await run.Train(plain);
        var first = Model();
        File.WriteAllBytes(run.Path("loans.csv.gz"), Zip(File.ReadAllBytes(plain)));
        await run.Train(run.Path("loans.csv.gz"));
        Assert.Equal(first, Model());

        // The recipe names the file, so only the trees can be compared.
        string Model() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run.Path("model"), "model.json"))).RootElement
            .GetProperty("learner").GetProperty("gradient_booster").GetRawText();
    }

    [Fact]
    public void Quotes_line_ends_marks_and_missing_values_are_read_as_meant()
    {
        var content = "\uFEFFa;\"b \"\"q\"\"\";c\r\n1.5;\"x;\ny\";NA\r\n\r\n?;plain;-2e3\r\n;\"\";7";
        var table = CsvTable.Read(run.Write("odd.csv", content), new CsvPlan(), TestContext.Current.CancellationToken).Value;
        Assert.Equal(["a", "b \"q\"", "c"], table.Columns.Select(c => c.Name));
        Assert.Equal([1.5f, float.NaN, float.NaN], ((NumericColumn)table["a"]).Values);
        var texts = (CategoryColumn)table["b \"q\""];
        Assert.Equal(["x;\ny", "plain", null], texts.Codes.Select(c => c < 0 ? null : texts.Levels[c]));
        Assert.Equal([float.NaN, -2000f, 7f], ((NumericColumn)table["c"]).Values);
    }

    [Fact]
    public void A_column_that_turns_out_to_be_text_keeps_its_first_values()
    {
        var rows = string.Concat(Enumerable.Range(0, 50).Select(i => $"{(i % 5 == 0 ? "01" : i % 5 == 1 ? "" : "A" + i % 5)},{i}\n"));
        var table = CsvTable.Read(run.Write("codes.csv", "code,n\n" + rows), new CsvPlan(), TestContext.Current.CancellationToken).Value;
        var codes = (CategoryColumn)table["code"];
        Assert.Equal("01", codes.Levels[codes.Codes[0]]);
        Assert.Equal(-1, codes.Codes[1]);
        Assert.IsType<NumericColumn>(table["n"]);
    }

    [Fact]
    public async Task A_leading_counter_is_left_out_with_a_word()
    {
        var lines = File.ReadAllLines(run.WriteLoans("loans.csv", 500));
        var counted = run.Write("counted.csv", string.Join('\n', lines.Select((line, i) => (i == 0 ? "" : i.ToString()) + "," + line)));
        var (code, output, error) = await run.Train(counted);
        Assert.True(code == 0, error);
        Assert.Contains("only counts rows", error);
        Assert.Equal(3, JsonDocument.Parse(output).RootElement.GetProperty("features").GetInt32());
    }

    [Fact]
    public void The_hash_hold_out_is_the_fixed_one()
    {
        var test = Enumerable.Range(0, 150_000).Where(HashHoldOut.IsTest).ToArray();
        Assert.Equal(37_501, test.Length);
        Assert.All(test.Take(1000), i => Assert.True(i * 2654435761L % 4294967296L < 1073741824L));
    }

    [Theory]
    [InlineData("2024-03-01", "2024-02-29", "yyyy-MM-dd")]
    [InlineData("3/13/2024", "2/29/2024", "M/d/yyyy")]
    [InlineData("13/3/2024", "29/2/2024", "d/M/yyyy")]
    public void A_hold_out_by_time_takes_rows_from_the_date_on(string late, string early, string why)
    {
        var file = run.Write("dated.csv", $"when,y\n{late},1\n{early},0\n");
        var plan = new CsvPlan { Text = new HashSet<string> { "when" } };
        var table = CsvTable.Read(file, plan, TestContext.Current.CancellationToken).Value;
        var holdOut = HoldOut.Parse("time:when:2024-03-01")!;
        Assert.True(holdOut.Split(table).Value is [true, false], why);
    }

    [Theory]
    [InlineData("1/2/2024", "3/4/2024", "day/month or month/day")]
    [InlineData("2024-01-02", "soon", "'soon' is not a date")]
    [InlineData("2024-01-02", "", "the date is missing")]
    public void A_date_that_cannot_be_told_is_refused(string first, string second, string reason)
    {
        var file = run.Write("dated.csv", $"when,y\n{first},1\n{second},0\n");
        var plan = new CsvPlan { Text = new HashSet<string> { "when" } };
        var table = CsvTable.Read(file, plan, TestContext.Current.CancellationToken).Value;
        Assert.Contains(reason, HoldOut.Parse("time:when:2024-03-01")!.Split(table).Refusal!.Message);
    }

    public void Dispose() => run.Dispose();

    private static byte[] Zip(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest))
            zip.Write(content);
        return buffer.ToArray();
    }
}
