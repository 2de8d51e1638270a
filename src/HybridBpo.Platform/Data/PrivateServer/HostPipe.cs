namespace HybridBpo.Platform;

/// <summary>
/// The named pipe that every process using the private server holds open for writing. The guard shell reads it: when the last holder ends, by
/// whatever means, the kernel closes the pipe and the guard stops PostgreSQL.
/// </summary>
internal sealed class HostPipe : IDisposable
{
    private readonly FileStream stream;

    private HostPipe(FileStream stream) => this.stream = stream;

    public static void Make(string path)
    {
        File.Delete(path);
        Posix.MakePipe(path);
    }

    /// <summary>Opens the pipe if a guard reads it; null when none does.</summary>
    public static HostPipe? TryOpen(string path)
    {
        var handle = Posix.Open(path, Posix.WriteOnly | Posix.NonBlocking);
        return handle is null ? null : new HostPipe(new FileStream(handle, FileAccess.Write, bufferSize: 0));
    }

    /// <summary>Is the guard still reading? A guard that saw the end just before we came has closed its side by now.</summary>
    public bool GuardReads()
    {
        try
        {
            stream.WriteByte((byte)'\n');
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => stream.Dispose();
}
