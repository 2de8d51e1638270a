using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>A module with people and notes about them, played; and a process that erases one and stops half-way, to be killed there.</summary>
internal sealed class ErasingProcess(Database database, string until) : ISubjectEraser, IFileText
{
    public const string Client = "fernbrook", Nowhere = "nowhere", Notes = "notes", Rows = "rows", Scan = "scan";

    public static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), [Client], [Roles.Compliance]);

    private sealed record Row(string Name, string Mail);

    public static void Add(IServiceCollection services, string until)
    {
        services.AddSingleton<ISubjectEraser>(s => new ErasingProcess(s.GetRequiredService<Database>(), until));
        services.AddSingleton<IFileText>(s => new ErasingProcess(s.GetRequiredService<Database>(), until));
    }

    public static async Task<int> PlayAsync(string connection, Guid subject, string until)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataFolder.Key] = Path.Combine(Path.GetTempPath(), "hybridbpo-tests", "none"),
            [MasterKey.Key] = HybridBpo.Testing.TestPlatform.MasterKeyText,
        }).Build();
        var collection = new ServiceCollection();
        collection.AddPlatform(configuration, connection);
        Add(collection, until);
        await using var services = collection.BuildServiceProvider();
        await services.GetRequiredService<ErasePeople>().EraseAsync(Clara, Client, subject, "request", default);
        return 0;
    }

    public async Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct) =>
        Guid.TryParse(text, out var id) && await RowAsync(id, ct) is not null ? [new SubjectFound(id, "P-1", "Person P-1", "played")] : [];

    public async Task<SubjectTraces> TracesAsync(string client, Guid subject, CancellationToken ct) =>
        await RowAsync(subject, ct) is { } row
            ? new SubjectTraces(row.Mail == "" ? [] : [row.Mail], [], row.Name == "" ? [] : [row.Name], ["P-1"], []) : SubjectTraces.None;

    public async Task EraseAsync(string client, Guid subject, CancellationToken ct)
    {
        await database.ExecuteAsync(Access.System("test"), $"delete from played.notes where person_id = {subject}", ct);
        await StopAsync(Notes, ct);
        await database.ExecuteAsync(Access.System("test"), $"update played.people set mail = '' where id = {subject}", ct);
        await StopAsync(Rows, ct);
        await database.ExecuteAsync(Access.System("test"), $"update played.people set name = '' where id = {subject}", ct);
    }

    public async Task<string?> ReadAsync(byte[] content, CancellationToken ct)
    {
        await StopAsync(Scan, ct);
        return null;
    }

    private async Task StopAsync(string at, CancellationToken ct)
    {
        if (at != until) return;
        Console.WriteLine(at);
        await Task.Delay(Timeout.Infinite, ct);
    }

    private Task<Row?> RowAsync(Guid subject, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Row>(Access.System("test"), $"select name, mail from played.people where id = {subject}", ct);
}
