using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Alone, as what is measured is the memory of the whole process.</summary>
[CollectionDefinition(nameof(LargeFileTests), DisableParallelization = true)]
public class AloneForMemory;

/// <summary>A file as large as any that is taken is not held in memory to take one person out of it.</summary>
[Collection(nameof(LargeFileTests))]
public class LargeFileTests(House house) : IClassFixture<House>
{
    private const int FileBytes = 24 << 20;

    private const string Head = "account_ref,customer_ref,name,email,street,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_needs_little_memory_however_large_the_file_is()
    {
        const string of = "LF";
        await house.LoadAsync("placement", Head + $"{of}-1,{of},Zoë Quillfeather,{of}@example.com,,2026-09-01,20.00\n");
        var large = await KeepAsync(of, FileBytes);
        var (least, most, proof) = await WatchAsync(() => house.EraseAsync(of));

        Assert.True(proof.Value.State == ErasureStates.Done, string.Join("\n", proof.Value.Scan!.Hits));
        Assert.Equal(new SharedFiles(2, 0), proof.Value.Shared);
        Assert.InRange(most - least, 0, FileBytes);
        var lines = Encoding.UTF8.GetString(await ContentAsync(large)).Split('\n')[1..4];
        Assert.Equal([Row(0), "", Row(1)], lines);
    }

    private async Task<Guid> KeepAsync(string of, int length)
    {
        var id = Guid.CreateVersion7();
        var text = new StringBuilder(Head, length + 200);
        for (var row = 0; text.Length < length; row++)
        {
            text.Append(Row(row)).Append('\n');
            if (row == 0) text.Append($"{of}-2,{of},Zoë Quillfeather,{of}@example.com,\"1 Oak\",2026-09-01,20.00\n");
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Assert.Null((await house.Get<FileStore>().PutAsync(
            Access.System("test"), new NewFile(id, "tilbury", id, "large.csv", "text/csv"), new MemoryStream(bytes), Ct)).Refusal);
        await house.RunAsync($"""
            insert into collections.imports (client_id, id, kind, file_name, sha256, bytes, encoding, file_id, row_count, uploaded_by, uploaded_at)
            values ('tilbury', {id}, 'placement', 'large.csv', {of}, {bytes.LongLength}, 'utf-8', {id}, 1, 'test', now())
            """);
        return id;
    }

    private static string Row(int row) => $"R{row}-1,R{row},Bo {row},r{row}@example.com,\"{row} Elm Street\",2026-09-01,10.00";

    private async Task<byte[]> ContentAsync(Guid file)
    {
        await using var content = (await house.Get<FileStore>().OpenAsync(Access.System("test"), "tilbury", file, Ct)).Value;
        var start = new byte[1000];
        await content.ReadExactlyAsync(start, Ct);
        return start;
    }

    // What is in use, without what is to be collected.
    private static async Task<(long Least, long Most, T Done)> WatchAsync<T>(Func<Task<T>> work)
    {
        var least = GC.GetTotalMemory(forceFullCollection: true);
        var (most, done) = (least, work());
        while (!done.IsCompleted)
        {
            await Task.WhenAny(done, Task.Delay(100, Ct));
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }

        return (least, most, await done);
    }
}
