using System.Collections.Concurrent;
using System.ComponentModel;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// Reads DOCX, HTML and TXT in a few processes apart, started when there is something to read. One that takes too long is ended; one that dies is
/// replaced and its file tried once more, as it may have died of something else.
/// </summary>
internal sealed class FileReaders(ReaderLimits limits) : IDisposable
{
    private const int Tries = 2;

    private readonly SemaphoreSlim room = new(limits.Most);
    private readonly ConcurrentBag<ReaderProcess> idle = [];

    /// <summary>Those of this program.</summary>
    public static FileReaders Shared { get; } = new(ReaderLimits.Usual);

    public async Task<Result<Extracted>> ReadAsync(FileKind kind, byte[] bytes, string file, CancellationToken ct)
    {
        await room.WaitAsync(ct);
        try
        {
            for (var attempt = 1; attempt <= Tries; attempt++)
            {
                if (await ReaderAsync(ct) is not { } reader)
                    return new ReaderNotStarted();
                if (await reader.ReadAsync(kind, bytes, file, limits.Time, ct) is { } answer && answer.Result() is { } result)
                {
                    idle.Add(reader);
                    return result;
                }

                reader.Dispose();
            }

            return new OutsideLimits(file, $"it is made to break what reads it, or needs more than {limits.HeapBytes / 1_048_576} MB of memory");
        }
        catch (TimeoutException)
        {
            return new OutsideLimits(file, $"it takes longer than {CountText.Of((int)limits.Time.TotalSeconds, "second")}");
        }
        finally
        {
            room.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var reader))
            reader.Dispose();
        room.Dispose();
    }

    private async Task<ReaderProcess?> ReaderAsync(CancellationToken ct)
    {
        while (idle.TryTake(out var waiting))
        {
            if (waiting.IsAlive)
                return waiting;
            waiting.Dispose();
        }

        try
        {
            return await ReaderProcess.StartAsync(limits, ct);
        }
        catch (Exception cannot) when (cannot is Win32Exception or TimeoutException)
        {
            return null;
        }
    }
}
