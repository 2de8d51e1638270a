using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Host.Tests;

/// <summary>What happens between <c>verify-log</c>'s reading of the log and its writing of the file: a verification may take minutes.</summary>
[Collection("command line")]
public sealed class VerifyLogSaveTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-save-").FullName;
    private TestDatabase database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(folder, "checkpoint.json");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        await app.Services.AddClientAsync("fernbrook", Ct);
        var session = app.Services.GetRequiredService<EventStore>().OpenSession("fernbrook", Access.System("test"));
        session.StartStream<FussyModule.Eaten>(Guid.CreateVersion7(), new FussyModule.Eaten(1));
        await session.SaveChangesAsync(Ct);
        await app.Services.GetRequiredService<SealDaemon>().SealAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData]
    [InlineData("--new-key")]
    public async Task Seals_that_were_made_anew_meanwhile_are_not_signed(params string[] more)
    {
        var (code, output, error) = await SaveAsync(() => ExecuteAsync("update events.es_seals set hash = sha256(hash)"), more);
        Assert.Equal(1, code);
        Assert.Contains("were made anew after they were verified, and nothing was written", error);
        Assert.DoesNotContain("Keep it where", error);
        Assert.StartsWith("fernbrook: 1 event in 1 block fit together", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Equal(0L, await CountAsync("select count(*) from events.es_seal_keys where retired_at is not null"));
    }

    [Theory]
    [InlineData]
    [InlineData("--new-key")]
    public async Task A_file_that_came_meanwhile_is_not_written_over(params string[] more)
    {
        var (code, _, error) = await SaveAsync(() => File.WriteAllTextAsync(Target, "evidence", Ct), more);
        Assert.Equal(1, code);
        Assert.Contains($"{Target} is there already, and nothing was written", error);
        Assert.Equal("evidence", await File.ReadAllTextAsync(Target, Ct));
        Assert.Equal([Target], Directory.GetFiles(folder));
        Assert.Equal(0L, await CountAsync("select count(*) from events.es_seal_keys where retired_at is not null"));
    }

    [Fact]
    public async Task A_log_that_is_not_in_order_is_never_signed()
    {
        await ExecuteAsync("update events.mt_events set causation_id = 'forged'");
        var (code, _, error) = await SaveAsync(() => Task.CompletedTask);
        Assert.Equal(1, code);
        Assert.Contains("was changed. No block is known to be in order.", error);
        Assert.Empty(Directory.GetFiles(folder));
    }

    // What a verification found is recorded once all is read, and before anything is signed: there it is held up.
    private async Task<(int Code, string Output, string Error)> SaveAsync(Func<Task> meanwhile, params string[] more)
    {
        await using var held = await database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await held.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("lock table events.es_verifications in exclusive mode", held))
            await hold.ExecuteNonQueryAsync(Ct);
        var running = Task.Run(() => RunAsync(more), Ct);
        const string Waiting = "select count(*) from pg_locks where not granted and relation = 'events.es_verifications'::regclass";
        while (!running.IsCompleted && await CountAsync(Waiting) == 0)
            await Task.Delay(20, Ct);
        Assert.False(running.IsCompleted);
        await meanwhile();
        await transaction.CommitAsync(Ct);
        return await running;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["verify-log", "--client", "fernbrook", "--save", Target, .. more], output, error);
        return (code, $"{output}", $"{error}");
    }
}
