using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HybridBpo.Platform;

/// <summary>
/// The named pipe that every process using the private server holds open for writing. The guard shell reads it: when the last holder ends, by
/// whatever means, the kernel closes the pipe and the guard stops PostgreSQL.
/// </summary>
internal sealed class HostPipe : IDisposable
{
    // Values of Linux on x86-64 and arm64.
    private const int WriteOnly = 1, NonBlocking = 0x800, CloseOnExec = 0x80000;

    private readonly FileStream stream;

    private HostPipe(FileStream stream) => this.stream = stream;

    public static void Make(string path)
    {
        File.Delete(path);
        if (MakeFifo(path, 0x180 /* rw for the owner only */) != 0)
            throw new IOException($"Could not make the named pipe {path} (errno {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>Opens the pipe if a guard reads it; null when none does.</summary>
    public static HostPipe? TryOpen(string path)
    {
        var handle = new SafeFileHandle(Open(path, WriteOnly | NonBlocking | CloseOnExec), ownsHandle: true);
        if (!handle.IsInvalid)
            return new HostPipe(new FileStream(handle, FileAccess.Write, bufferSize: 0));
        handle.Dispose();
        return null;
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

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
