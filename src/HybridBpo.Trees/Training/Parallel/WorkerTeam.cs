using System.Diagnostics;

namespace HybridBpo.Trees;

/// <summary>
/// A few threads that stay alive over a training run. Work is cut into items that any thread may take in any order, so callers must make
/// the result independent of who did what (the trainer sums integers). Idle threads spin briefly, then sleep; the caller never waits for a
/// sleeper, only for items that somebody has begun.
/// </summary>
/// <remarks>
/// On a machine that others keep busy, a thread may lose its processor in the middle of an item, and everybody waits for it. After such a stall the
/// caller works alone for some multiple of the time lost, the longer the more often it happens, so that a busy machine costs little more than
/// one thread alone would take.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    private const int SpinRounds = 300;
    private const int MostSolo = 64;
    private const int CleanRounds = 64;
    private static readonly long ShortestStall = Stopwatch.Frequency / 5000;
    private readonly Thread[] threads;
    private readonly SemaphoreSlim wake = new(0);
    private Round current = new(static (_, _) => { }, 0);
    private int sleeping;
    private long soloUntil;
    private int soloFactor = 2;
    private int clean;
    private volatile bool stopping;

    public WorkerTeam(int size)
    {
        Size = size;
        threads = new Thread[size - 1];
        for (var i = 0; i < threads.Length; i++)
        {
            var worker = i + 1;
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = "trees-" + worker };
            threads[i].Start();
        }
    }

    /// <summary>How many threads take part, the caller's included; worker numbers are below it.</summary>
    public int Size { get; }

    /// <summary>Runs body(item, worker) for every item and returns when all are done. Only the owner calls it, never from within an item.</summary>
    public void Run(int items, Action<int, int> body)
    {
        var began = Stopwatch.GetTimestamp();
        if (threads.Length == 0 || items <= 1 || began < soloUntil)
        {
            for (var i = 0; i < items; i++)
                body(i, 0);
            return;
        }

        var round = new Round(body, items);
        Volatile.Write(ref current, round);
        // A full fence: either a thread about to sleep sees the round, or we see that it sleeps.
        Interlocked.MemoryBarrier();
        var asleep = Math.Min(Volatile.Read(ref sleeping), items - 1);
        if (asleep > 0)
            wake.Release(asleep);
        round.TakeItems(0);
        var worked = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        while (!round.IsDone)
            spin.SpinOnce(sleep1Threshold: -1);
        round.ThrowIfFailed();
        Learn(worked - began, waited: Stopwatch.GetTimestamp() - worked);
    }

    public void Dispose()
    {
        stopping = true;
        Volatile.Write(ref current, new Round(static (_, _) => { }, 0));
        wake.Release(threads.Length + 1);
        foreach (var thread in threads)
            thread.Join();
        wake.Dispose();
    }

    private void Learn(long worked, long waited)
    {
        if (waited > ShortestStall && waited > 2 * worked)
        {
            soloUntil = Stopwatch.GetTimestamp() + (soloFactor * waited);
            soloFactor = Math.Min(soloFactor * 2, MostSolo);
            clean = 0;
        }
        else if (++clean >= CleanRounds)
        {
            soloFactor = Math.Max(soloFactor / 2, 2);
            clean = 0;
        }
    }

    private void Work(int worker)
    {
        Round? seen = null;
        while (!stopping)
        {
            seen = WaitForNews(seen);
            seen.TakeItems(worker);
        }
    }

    private Round WaitForNews(Round? seen)
    {
        while (true)
        {
            for (var i = 0; i < SpinRounds; i++)
            {
                var round = Volatile.Read(ref current);
                if (round != seen || stopping)
                    return round;
                Thread.SpinWait(8);
            }

            Interlocked.Increment(ref sleeping);
            if (Volatile.Read(ref current) == seen && !stopping)
                wake.Wait(50);
            Interlocked.Decrement(ref sleeping);
        }
    }

    private sealed class Round(Action<int, int> body, int items)
    {
        private int next;
        private int done;
        private Exception? failure;

        public bool IsDone => Volatile.Read(ref done) >= items;

        public void TakeItems(int worker)
        {
            int item;
            while (Volatile.Read(ref next) < items && (item = Interlocked.Increment(ref next) - 1) < items)
            {
                try
                {
                    if (Volatile.Read(ref failure) is null)
                        body(item, worker);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                }

                Interlocked.Increment(ref done);
            }
        }

        public void ThrowIfFailed()
        {
            if (failure is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
