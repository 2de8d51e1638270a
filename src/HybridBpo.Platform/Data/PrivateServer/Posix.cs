using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HybridBpo.Platform;

/// <summary>The few calls of Linux that .NET has no name for.</summary>
internal static class Posix
{
    // Values of Linux on x86-64 and arm64.
    public const int WriteOnly = 1, NonBlocking = 0x800;
    private const int ReadOnly = 0, CloseOnExec = 0x80000, Interrupt = 2;

    /// <summary>Opens a file, folder or pipe; null when that does not work.</summary>
    public static SafeFileHandle? Open(string path, int flags)
    {
        var handle = new SafeFileHandle(OpenFile(path, flags | CloseOnExec), ownsHandle: true);
        if (!handle.IsInvalid)
            return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>Makes a named pipe for its owner only.</summary>
    public static void MakePipe(string path)
    {
        if (MakeFifo(path, 0x180 /* rw for the owner only */) != 0)
            throw new IOException($"Could not make the named pipe {path} (errno {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>Writes a folder's own list of names to the disk, so that a file renamed in it stays so after a power cut.</summary>
    public static void FlushFolder(string path)
    {
        using var folder = Open(path, ReadOnly) ?? throw new IOException($"Could not open the folder {path}.");
        if (Flush(folder) != 0)
            throw new IOException($"Could not write the folder {path} to disk (errno {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>The path of a folder that is there, with every link on the way resolved.</summary>
    public static string RealPath(string path)
    {
        var real = ResolvePath(path, nint.Zero);
        if (real == nint.Zero)
            throw new IOException($"Could not resolve {path} (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            return Marshal.PtrToStringUTF8(real)!;
        }
        finally
        {
            Free(real);
        }
    }

    /// <summary>SIGINT, which PostgreSQL takes as "end all sessions and shut down cleanly"; false when the process is not ours to signal.</summary>
    public static bool TryInterrupt(int pid) => Kill(pid, Interrupt) == 0;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "realpath", SetLastError = true)]
    private static extern nint ResolvePath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint buffer);

    [DllImport("libc", EntryPoint = "free")]
    private static extern void Free(nint memory);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
