namespace HybridBpo.Hro.Screening;

/// <summary>What a process that reads files may take.</summary>
/// <param name="Time">For one file.</param>
/// <param name="HeapBytes">Of memory that it manages.</param>
/// <param name="Most">How many such processes there are at once.</param>
internal sealed record ReaderLimits(TimeSpan Time, long HeapBytes, int Most)
{
    // Beside its heap a process maps code, stacks and the runtime's own tables, which a file cannot make grow.
    private const long BesideTheHeap = 3L * 1024 * 1024 * 1024;

    public static ReaderLimits Usual { get; } = new(Limits.ToolTime, 384L * 1024 * 1024, Math.Clamp(Environment.ProcessorCount, 1, 4));

    public long AddressSpaceBytes => HeapBytes * 2 + BesideTheHeap;
}
