using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Demo;
using HybridBpo.Hro.Screening;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Files are read in processes apart: whatever one does to its reader, the next is read.</summary>
public sealed class FileReadersTests : IDisposable
{
    private const long UsualHeap = 384L * 1024 * 1024;

    private static readonly byte[] Small = Encoding.UTF8.GetBytes("Jordan Sample\nExperience\nEngineer, Globex Inc, Jan 2019 - Mar 2021\n");
    private static readonly Lazy<byte[]> Large = new(() => Document(55_000));

    private readonly List<FileReaders> made = [];

    public void Dispose() => made.ForEach(r => r.Dispose());

    [Fact]
    public async Task A_file_that_takes_too_long_is_answered_and_the_next_is_read()
    {
        var readers = Readers(UsualHeap - 1, TimeSpan.FromMilliseconds(40));
        var stopped = Assert.IsType<OutsideLimits>((await ReadAsync(readers, FileKind.Docx, Large.Value, "slow.docx")).Refusal);
        Assert.StartsWith("slow.docx could not be read within the limits: it takes longer than", stopped.Message, StringComparison.Ordinal);
        Assert.EndsWith("A person reads it.", stopped.Message, StringComparison.Ordinal);
        await GoneAsync(UsualHeap - 1);

        var patient = Readers(UsualHeap - 2, TimeSpan.FromSeconds(12));
        Assert.Null((await ReadAsync(patient, FileKind.Text, Small, "first.txt")).Refusal);
        var hung = Assert.Single(Running(UsualHeap - 2));
        Signal(hung, "STOP");
        Assert.IsType<OutsideLimits>((await ReadAsync(patient, FileKind.Text, Small, "hangs.txt")).Refusal);
        Assert.Null((await ReadAsync(patient, FileKind.Text, Small, "next.txt")).Refusal);
        Assert.DoesNotContain(hung, Running(UsualHeap - 2));
    }

    [Fact]
    public async Task A_file_beyond_the_limits_is_taken_at_upload_so_that_a_person_can_read_it() => Assert.Equal("docx", (await CheckResume.RunAsync(
        Large.Value, "slow.docx", TestContext.Current.CancellationToken, Readers(UsualHeap - 4, TimeSpan.FromMilliseconds(40)))).Value);

    [Fact]
    public async Task A_file_whose_reader_dies_of_it_twice_is_answered_and_the_next_is_read()
    {
        var readers = Readers(24L * 1024 * 1024, TimeSpan.FromSeconds(30));
        var refused = Assert.IsType<OutsideLimits>((await ReadAsync(readers, FileKind.Docx, Large.Value, "big.docx")).Refusal);
        Assert.Contains("more than 24 MB of memory", refused.Message, StringComparison.Ordinal);
        Assert.Null((await ReadAsync(readers, FileKind.Text, Small, "next.txt")).Refusal);
    }

    [Fact]
    public async Task A_reader_killed_amid_a_file_is_replaced_and_the_file_is_read()
    {
        var readers = Readers(UsualHeap - 3, TimeSpan.FromSeconds(60));
        Assert.Null((await ReadAsync(readers, FileKind.Text, Small, "first.txt")).Refusal);
        var reader = Assert.Single(Running(UsualHeap - 3));
        Signal(reader, "STOP");
        var reading = ReadAsync(readers, FileKind.Docx, Large.Value, "cv.docx");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        Signal(reader, "KILL");
        var read = await reading;
        Assert.True(read.Refusal is null, read.Refusal?.Message);
        Assert.DoesNotContain(reader, Running(UsualHeap - 3));
    }

    [Fact]
    public async Task What_a_reader_reads_is_what_would_be_read_here()
    {
        foreach (var file in DemoFiles.All().Where(f => f.Name.EndsWith(".docx", StringComparison.Ordinal)))
        {
            var apart = (await ReadAsync(FileReaders.Shared, FileKind.Docx, file.Content, file.Name)).Value;
            var here = ReadAnswer.Of(FileKind.Docx, file.Content, file.Name);
            Assert.Equal(here.ToBytes(), new ReadAnswer(apart).ToBytes());
            Assert.Equal(here.Read!.Lines.Select(l => l.Text), apart.Lines.Select(l => l.Text));
        }
    }

    [Fact]
    public async Task No_reader_outlives_the_program_that_started_it_even_amid_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("hybridbpo-readers-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "job.md"), DemoResumes.JobText);
            var files = folder.CreateSubdirectory("in");
            for (var i = 0; i < 40; i++)
                File.WriteAllBytes(Path.Combine(files.FullName, $"{i}.docx"), Large.Value);
            string[] arguments = ["hro", "screen", "--job", folder + "/job.md", "--in", files.FullName, "--out", folder + "/out"];
            using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(FileReadersTests).Assembly.Location, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var readers = await SeenAsync(() => ChildrenOf(program.Id));
            Signal(readers[0], "STOP");
            program.Kill();
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            Signal(readers[0], "CONT");
            await SeenAsync(() => readers.Any(IsRunning) ? [] : [0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private FileReaders Readers(long heap, TimeSpan time)
    {
        var readers = new FileReaders(new ReaderLimits(time, heap, 1));
        made.Add(readers);
        return readers;
    }

    private static Task<Result<Extracted>> ReadAsync(FileReaders readers, FileKind kind, byte[] bytes, string file) =>
        readers.ReadAsync(kind, bytes, file, TestContext.Current.CancellationToken);

    private static byte[] Document(int paragraphs)
    {
        XNamespace w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        var docx = new DocxWriter().Paragraph("Jordan Sample");
        for (var i = 0; i < paragraphs; i++)
            docx.Raw(new XElement(w + "p", new XElement(w + "r", new XElement(w + "t", "ab"))));
        return docx.ToBytes();
    }

    private static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static Task GoneAsync(long heap) => SeenAsync(() => Running(heap).Count == 0 ? [0] : []);

    private static async Task<IReadOnlyList<int>> SeenAsync(Func<IReadOnlyList<int>> look)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (look() is { Count: > 0 } seen)
                return seen;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("It was not seen within 30 seconds.");
    }

    /// <summary>The readers of one test are told by their limit of memory.</summary>
    private static List<int> Running(long heap) => [.. ChildrenOf(Environment.ProcessId).Where(id =>
        Text(id, "environ").Split('\0').Contains("DOTNET_GCHeapHardLimit=" + heap.ToString("X", CultureInfo.InvariantCulture)))];

    private static List<int> ChildrenOf(int parent) => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => name!.All(char.IsAsciiDigit)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(id => Text(id, "cmdline").Contains(ReadFilesCommand.Name, StringComparison.Ordinal)
            && Text(id, "status").Split('\n').Contains($"PPid:\t{parent}"))];

    private static bool IsRunning(int id) => Text(id, "cmdline").Contains(ReadFilesCommand.Name, StringComparison.Ordinal);

    private static string Text(int id, string part)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{part}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
