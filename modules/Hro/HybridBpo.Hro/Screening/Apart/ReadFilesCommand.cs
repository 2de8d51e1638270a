using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// <c>hro read-files</c>, not for people: the process in which files are read, one after the other, so that none can take the host down.
/// It ends with the process that started it, even in the middle of a file, and by itself when there is nothing to read.
/// </summary>
internal static class ReadFilesCommand
{
    public const string Name = "read-files";

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var command = new Command(Name, "Read files from a pipe (started by the host itself)") { Hidden = true };
        command.SetAction(_ => Run(Console.OpenStandardInput(), Console.OpenStandardOutput()));
        return command;
    }

    private static int Run(Stream input, Stream output)
    {
        using var files = new BlockingCollection<(FileKind Kind, string File, byte[] Bytes)>();
        new Thread(() => Receive(input, files)) { IsBackground = true }.Start();
        output.WriteByte(ReaderPipe.Ready);
        output.Flush();
        while (files.TryTake(out var next, Idle))
            ReaderPipe.Answer(output, ReadAnswer.Of(next.Kind, next.Bytes, next.File).ToBytes());
        return 0;
    }

    private static void Receive(Stream input, BlockingCollection<(FileKind Kind, string File, byte[] Bytes)> files)
    {
        try
        {
            while (true)
                files.Add(ReaderPipe.NextFile(input));
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Nobody waits for an answer any more; what is being read may never end by itself.
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
