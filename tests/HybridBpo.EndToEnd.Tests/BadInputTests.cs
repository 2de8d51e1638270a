using System.Text;
using System.Text.Json;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>Files as they come from outside, through the command line of the real host.</summary>
public sealed class BadInputTests(DemoHost demo) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-bad-").FullName;

    [Fact]
    public async Task Hostile_resumes_get_a_report_each_and_the_good_one_is_screened()
    {
        var input = Directory.CreateDirectory(Path.Combine(folder, "in")).FullName;
        var output = Path.Combine(folder, "out");
        File.WriteAllText(Path.Combine(folder, "job.md"), Resumes.JobText);
        File.WriteAllBytes(Path.Combine(input, "good.txt"), Resumes.Text(Resumes.Strong));
        File.WriteAllBytes(Path.Combine(input, "latin.txt"), Encoding.Latin1.GetBytes("one\ntwo\ncaf\u00e9\n"));
        File.WriteAllText(Path.Combine(input, "words.pdf"), "just words");
        File.WriteAllBytes(Path.Combine(input, "cut.docx"), [0x50, 0x4B, 0x03, 0x04, .. new byte[300]]);
        File.WriteAllBytes(Path.Combine(input, "empty.pdf"), []);
        File.WriteAllBytes(Path.Combine(input, "bomb.docx"), Bomb());
        await using (var big = File.Create(Path.Combine(input, "huge.pdf"))) big.SetLength(200L << 20);

        var (code, json, error) = await RunAsync("hro", "screen", "--job", Path.Combine(folder, "job.md"), "--in", input, "--out", output, "--json");
        Assert.Equal(0, code);
        var counts = One(json);
        Assert.Equal((7, 1, 6), (counts.GetProperty("files").GetInt32(), counts.GetProperty("read").GetInt32(), counts.GetProperty("needsHuman")
            .GetInt32()));
        foreach (var (file, reason) in new[]
        {
            ("latin.txt", "line 3"), ("words.pdf", "words.pdf"), ("cut.docx", "damaged"), ("empty.pdf", "empty"), ("bomb.docx", "not unpacked"),
                ("huge.pdf", "200 MB"),
        })
        {
            Assert.Contains(error.Split('\n'), line => line.Contains(file, StringComparison.Ordinal)
                && line.Contains(reason, StringComparison.Ordinal));
            var report = One(File.ReadAllText(Path.Combine(output, file + ".json")));
            Assert.Equal("needs-human", report.GetProperty("textQuality").GetString());
        }
        Assert.Equal("ok", One(File.ReadAllText(Path.Combine(output, "good.txt.json"))).GetProperty("textQuality").GetString());
        Assert.DoesNotContain(Directory.GetFiles(output), f => Path.GetExtension(f) is not (".json" or ".html"));
    }

    [Theory]
    [InlineData("ragged.csv", "use,late\n0.1,0\n0.2,1,9\n", "line 3")]
    [InlineData("letters.csv", "use,late\n0.1,0\n0.2,maybe\n0.3,1\n", "late")]
    [InlineData("nolabel.csv", "use,other\n0.1,0\n", "late")]
    [InlineData("header.csv", "use,late\n", "header.csv")]
    [InlineData("open-quote.csv", "use,late\n\"0.1,0\n0.2,1\n", "line 2")]
    [InlineData("nothing.csv", "", "nothing.csv")]
    public async Task A_broken_training_file_is_refused_in_one_line_and_leaves_nothing(string name, string content, string told)
    {
        var (data, model) = (Path.Combine(folder, name), Path.Combine(folder, "model"));
        File.WriteAllText(data, content);
        var (code, output, error) = await RunAsync("model", "train", "--data", data, "--label", "late", "--out", model, "--json");
        Assert.Equal(1, code);
        var line = Refused(output, error);
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(model));
    }

    [Fact]
    public async Task A_packed_training_file_that_was_cut_off_is_not_learnt_from_in_part()
    {
        var (data, model) = (Path.Combine(folder, "half.csv.gz"), Path.Combine(folder, "model"));
        var packed = Gzip("use,late\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"0.{i * 7919 % 1000:000},{i * 31 % 977 % 2}\n")));
        File.WriteAllBytes(data, packed[..(packed.Length / 2)]);
        var (code, output, error) = await RunAsync("model", "train", "--data", data, "--label", "late", "--out", model, "--json");
        Assert.Equal(1, code);
        Assert.Contains("half.csv.gz", Refused(output, error), StringComparison.Ordinal);
        Assert.Contains("cut off", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(model));
    }

    [Fact]
    public async Task A_file_that_is_no_csv_is_refused_and_nothing_of_it_is_kept()
    {
        foreach (var (name, content, told) in new (string, byte[], string)[]
        {
            ("report.csv", "%PDF-1.7\n%\u00e2"u8.ToArray(), "PDF"),
            ("zeros.csv", [.. "account,balance"u8, 0, 0, 1, 2], "binary"),
            ("sheet.csv", [0x50, 0x4B, 0x03, 0x04, 1, 2, 3], "Excel"),
            ("latin.csv", Encoding.Latin1.GetBytes(Head + "BI-1,Andr\u00e9,12.00,2026-01-05\n"), "line 2"),
            ("cut.csv.gz", Gzip(Many("BI-", "Sol Amary,12.00,2026-01-05"))[..^400], "cut off"),
            ("utf16-cut.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Head), 0x41], "UTF-16"),
        })
        {
            var (code, output, error) = await ImportAsync(name, content);
            Assert.True(code == 1, $"{name}: {code} {output} {error}");
            var line = Refused(output, error);
            Assert.Contains(name, line, StringComparison.Ordinal);
            Assert.Contains(told, line, StringComparison.Ordinal);
            Assert.Equal("0", await demo.AskAsync($"select count(*) from collections.imports where file_name = '{name}'"));
        }
        Assert.Equal("0", await demo.AskAsync("select count(*) from collections.accounts where reference like 'BI-%'"));
    }

    [Fact]
    public async Task Good_rows_load_bad_ones_wait_in_quarantine_and_a_repeat_changes_nothing()
    {
        var rows = Head + "BG-1,Pella Orrin,12.00,2026-01-05\nBG-2,Tarn Ulloa,twelve,2026-01-05\nBG-3,Mirel Asch,30.50,2026-13-40\nBG-4,Cut O";
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(rows)];
        var (code, output, error) = await ImportAsync("mixed.csv", utf16);
        Assert.True(code == 0, error);
        var told = One(output);
        Assert.Equal((4, 1, 3), (told.GetProperty("rows").GetInt32(), told.GetProperty("added").GetInt32(), told.GetProperty("quarantined")
            .GetInt32()));
        foreach (var (line, word) in new[] { (3, "balance"), (4, "due_date"), (5, "mixed.csv") })
            Assert.Contains(error.Split('\n'), e => e.StartsWith($"mixed.csv, line {line}", StringComparison.Ordinal)
                && e.Contains(word, StringComparison.Ordinal));
        Assert.Equal("1", await demo.AskAsync("select count(*) from collections.accounts where reference like 'BG-%'"));

        var (again, repeat, _) = await ImportAsync("renamed.csv", utf16);
        Assert.Equal(0, again);
        Assert.True(One(repeat).GetProperty("repeated").GetBoolean());
        Assert.Equal("1", await demo.AskAsync("select count(*) from collections.accounts where reference like 'BG-%'"));
    }

    [Fact]
    public async Task Wrong_usage_ends_with_two_and_a_word_on_what_is_wrong()
    {
        foreach (var args in new string[][]
        {
            ["nonsense"], ["model", "train"], ["hro", "screen", "--job"], ["collections", "import", "placement"],
            ["model", "train", "--data", "x.csv", "--label", "y", "--out", "z", "--trees", "-4"], ["user", "add"],
        })
        {
            var (code, output, error) = await RunAsync(args);
            Assert.True(code == 2, $"{string.Join(' ', args)}: {code} {output} {error}");
            Assert.Empty(output);
            Assert.Contains("--help", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_reason_is_told_also_for_paths_and_clients_that_are_not_there()
    {
        foreach (var (args, told) in new (string[], string)[]
        {
            (["model", "train", "--data", Path.Combine(folder, "no.csv"), "--label", "y", "--out", Path.Combine(folder, "m"), "--json"], "no.csv"),
            (["hro", "screen", "--job", Path.Combine(folder, "no.md"), "--in", folder, "--out", Path.Combine(folder, "o"), "--json"], "no.md"),
            (["collections", "import", "placement", Path.Combine(folder, "no.csv"), "--client", "fernbrook", "--json"], "no.csv"),
        })
        {
            var (code, output, error) = await RunAsync(args);
            Assert.Equal(1, code);
            Assert.Contains(told, Refused(output, error), StringComparison.Ordinal);
        }
        var (unknown, _, why) = await ImportAsync("fine.csv", Encoding.UTF8.GetBytes(Head + "BU-1,A B,1.00,2026-01-05\n"), "nobody");
        Assert.Equal(1, unknown);
        Assert.Contains("nobody", why, StringComparison.Ordinal);
    }

    // One line for people, and the same as the one document that --json promises.
    private static string Refused(string output, string error)
    {
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(line, JsonDocument.Parse(output).RootElement.GetProperty("error").GetString());
        return line;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private const string Head = "account_ref,name,balance,due_date\n";

    private async Task<(int Code, string Output, string Error)> ImportAsync(string name, byte[] content, string client = "castlegate")
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, content);
        return await RunAsync("collections", "import", "placement", path, "--client", client, "--json");
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        HostProcess.RunAsync(args, demo.Database.ConnectionString, demo.DataFolder);

    /// <summary>Exactly one JSON document; anything before or after it throws.</summary>
    private static JsonElement One(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static string Many(string prefix, string rest) =>
        Head + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{prefix}{i * 7919 % 100_003},{rest}\n"));

    private static byte[] Gzip(string text)
    {
        var file = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Optimal)) zip.Write(
            Encoding.UTF8.GetBytes(text));
        return file.ToArray();
    }

    private static byte[] Bomb()
    {
        var file = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(file, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var types = new StreamWriter(zip.CreateEntry("[Content_Types].xml").Open()))
                types.Write("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            using var body = zip.CreateEntry("word/document.xml").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 300; i++) body.Write(zeros);
        }
        return file.ToArray();
    }
}
