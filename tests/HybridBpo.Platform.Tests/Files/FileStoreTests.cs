using System.Security.Cryptography;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform.Tests;

public sealed class FileStoreTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private static readonly Access Person = new(new Actor(Actor.Person, "rita", "Rita"), ["fernbrook"], [Roles.Recruiter]);

    private readonly FakeClock clock = new();
    private readonly ServiceProvider services;
    private readonly FileStore files;

    private readonly TestDatabase database;

    public FileStoreTests(TestDatabase database)
    {
        this.database = database;
        services = TestPlatform.Build(database, clock: clock);
        files = services.GetRequiredService<FileStore>();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(3_500_000)]
    public async Task A_file_comes_back_byte_for_byte(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var put = (await PutAsync(content)).Value;
        Assert.Equal((length, Convert.ToHexStringLower(SHA256.HashData(content))), ((int)put.Bytes, put.Sha256));
        Assert.Equal(content, await ReadAsync(put.Id));
        Assert.Equal(put, await files.FindAsync(Person, "fernbrook", put.Id, Ct));
        Assert.Contains(put.Id, await files.WithContentAsync(Person, "fernbrook", put.Sha256, Ct));
    }

    [Fact]
    public async Task A_file_over_its_limit_is_refused_and_leaves_nothing()
    {
        var file = New(most: 1_500_000);
        var refused = await files.PutAsync(Person, file, new MemoryStream(new byte[1_500_001]), Ct);
        Assert.Contains("1.5 MB", Assert.IsType<FileOverLimit>(refused.Refusal).Message);
        Assert.Null(await files.FindAsync(Person, "fernbrook", file.Id, Ct));
        Assert.Equal(0L, await CountAsync($"select count(*) from platform.file_chunks where file_id = {file.Id}"));
        Assert.Null((await files.PutAsync(Person, file, new MemoryStream(new byte[1_500_000]), Ct)).Refusal);
    }

    [Fact]
    public async Task A_broken_upload_leaves_nothing()
    {
        var file = New();
        await Assert.ThrowsAsync<IOException>(() => files.PutAsync(Person, file, new BreakingStream(1_800_000), Ct));
        Assert.Null(await files.FindAsync(Person, "fernbrook", file.Id, Ct));
        Assert.Equal(0L, await CountAsync($"select count(*) from platform.file_chunks where file_id = {file.Id}"));
    }

    [Fact]
    public async Task Neither_name_nor_content_stands_readable_in_the_database()
    {
        var put = (await PutAsync("Dora Debtor lives here"u8.ToArray(), "Dora Debtor.pdf")).Value;
        Assert.Equal(0L, await CountAsync($"""
            select count(*) from platform.files f join platform.file_chunks c on c.file_id = f.id
            where f.id = {put.Id} and (position('Dora'::bytea in f.sealed_name) > 0 or position('Dora'::bytea in c.sealed) > 0)
            """));
    }

    [Fact]
    public async Task Erasing_the_subject_makes_the_file_unreadable_and_keeps_its_hash()
    {
        var put = (await PutAsync("secret"u8.ToArray())).Value;
        await services.GetRequiredService<EventStore>().EraseSubjectAsync("fernbrook", put.SubjectId, Ct);
        Assert.IsType<NotFound>((await files.OpenAsync(Person, "fernbrook", put.Id, Ct)).Refusal);
        Assert.Equal(("", put.Sha256), ((await files.FindAsync(Person, "fernbrook", put.Id, Ct))!.Name, put.Sha256));
    }

    [Fact]
    public async Task A_changed_or_swapped_piece_is_noticed()
    {
        var put = (await PutAsync(new byte[2_500_000])).Value;
        await services.GetRequiredService<Database>().ExecuteAsync(Person, $"""
            update platform.file_chunks set number = case number when 0 then 101 else 100 end where file_id = {put.Id} and number < 2
            """, Ct);
        await services.GetRequiredService<Database>().ExecuteAsync(Person,
            $"update platform.file_chunks set number = number - 100 where file_id = {put.Id} and number >= 100", Ct);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => ReadAsync(put.Id));
    }

    [Fact]
    public async Task After_its_expiry_a_file_is_gone_and_its_row_stays()
    {
        var put = (await files.PutAsync(Person, New() with { ExpiresAt = clock.Now.AddDays(1) }, new MemoryStream([1, 2, 3]), Ct)).Value;
        clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<NotFound>((await files.OpenAsync(Person, "fernbrook", put.Id, Ct)).Refusal);
        Assert.Equal(1, await files.ExpireAsync(Ct));
        Assert.Equal(put.Sha256, (await files.FindAsync(Person, "fernbrook", put.Id, Ct))!.Sha256);
    }

    [Fact]
    public async Task Another_content_takes_the_place_of_the_old_one_at_once_and_a_reader_never_gets_some_of_both()
    {
        byte[] old = new byte[2_500_000], next = [.. Enumerable.Repeat((byte)1, 2_400_000)];
        var put = (await PutAsync(old)).Value;
        await using var reader = (await files.OpenAsync(Person, "fernbrook", put.Id, Ct)).Value;
        await reader.ReadExactlyAsync(new byte[1000], Ct);
        Assert.True(await files.ReplaceAsync(Person, put, new MemoryStream(next), _ => Task.CompletedTask, Ct));
        await Assert.ThrowsAsync<CryptographicException>(() => reader.CopyToAsync(Stream.Null, Ct));
        Assert.Equal(next, await ReadAsync(put.Id));
        var file = (await files.FindAsync(Person, "fernbrook", put.Id, Ct))!;
        Assert.Equal((2_400_000, Convert.ToHexStringLower(SHA256.HashData(next)), put.Name), ((int)file.Bytes, file.Sha256, file.Name));

        // Who read the old one is too late.
        Assert.False(await files.ReplaceAsync(Person, put, new MemoryStream(old), _ => Task.CompletedTask, Ct));
        Assert.Equal(next, await ReadAsync(put.Id));
        // What else was to be done in the same step fails: nothing is done.
        await Assert.ThrowsAsync<IOException>(
            () => files.ReplaceAsync(Person, file, new MemoryStream(old), _ => throw new IOException("played"), Ct));
        Assert.Equal(next, await ReadAsync(put.Id));
        await files.RenameAsync(Person, file, "another.pdf", Ct);
        Assert.Equal("another.pdf", (await files.FindAsync(Person, "fernbrook", put.Id, Ct))!.Name);
        await files.DestroyContentAsync(Person, "fernbrook", put.Id, Ct);
        Assert.False(await files.ReplaceAsync(Person, file, new MemoryStream(old), _ => Task.CompletedTask, Ct));
        Assert.Equal(0L, await CountAsync($"select count(*) from platform.file_chunks where file_id = {put.Id}"));
    }

    [Fact]
    public async Task Another_clients_file_is_not_found()
    {
        var put = (await PutAsync([1])).Value;
        var other = Person with { Clients = ["castlegate"] };
        Assert.Null(await files.FindAsync(other, "fernbrook", put.Id, Ct));
        Assert.IsType<NotFound>((await files.OpenAsync(other, "fernbrook", put.Id, Ct)).Refusal);
        Assert.IsType<NotFound>((await files.PutAsync(other, New(), Stream.Null, Ct)).Refusal);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"C:\Users\dora\cv.docx", "cv.docx")]
    [InlineData("a\r\nb.pdf", "ab.pdf")]
    [InlineData("folder/", "file")]
    public async Task A_name_is_kept_without_folders_and_control_characters(string given, string kept) =>
        Assert.Equal(kept, (await PutAsync([1], given)).Value.Name);

    [Fact]
    public async Task The_same_id_twice_is_refused()
    {
        var file = New();
        await files.PutAsync(Person, file, new MemoryStream([1]), Ct);
        Assert.IsType<FileExists>((await files.PutAsync(Person, file, new MemoryStream([2]), Ct)).Refusal);
        Assert.Equal([1], await ReadAsync(file.Id));
    }

    // Each upload held a connection and asked for another to find its key: enough of them at once waited for each other.
    [Fact]
    public async Task An_upload_needs_one_connection_at_a_time()
    {
        var one = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 3 };
        await using var host = new ServiceCollection().AddPlatform(TestPlatform.Configuration(database), one.ConnectionString).BuildServiceProvider();
        Assert.Null((await host.GetRequiredService<FileStore>().PutAsync(Person, New(), new MemoryStream(new byte[2_500_000]), Ct)).Refusal);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static NewFile New(string name = "resume.pdf", long most = FileStore.MostBytes) =>
        new(Guid.CreateVersion7(), "fernbrook", Guid.CreateVersion7(), name, "application/pdf", most);

    private Task<Result<StoredFile>> PutAsync(byte[] content, string name = "resume.pdf") =>
        files.PutAsync(Person, New(name), new MemoryStream(content), Ct);

    private async Task<byte[]> ReadAsync(Guid id)
    {
        await using var content = (await files.OpenAsync(Person, "fernbrook", id, Ct)).Value;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    private Task<long> CountAsync(FormattableString sql) => services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(Person, sql, Ct);

    private sealed class BreakingStream(long after) : MemoryStream(new byte[after])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The line broke.");
    }
}
