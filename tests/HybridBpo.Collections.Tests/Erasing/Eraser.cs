using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Erases people of a house, and looks at what is left of the client's files.</summary>
internal static class Eraser
{
    internal static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), ["tilbury", "oakmere"], [Roles.Compliance]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static Guid Customer(string number) => Person.IdOf("tilbury", "customer:" + number);

    internal static Task<Result<ErasureProof>> EraseAsync(this House house, string customer) =>
        house.Get<ErasePeople>().EraseAsync(Clara, "tilbury", Customer(customer), "request", Ct, "the client agrees");

    /// <summary>The file as it is kept, read as an import reads it; null when it is not.</summary>
    internal static async Task<CsvTable?> KeptAsync(this House house, ImportRow import) =>
        (await house.Get<ImportDesk>().ReadAsync(Access.System("test"), import, Ct)).Is(out var table, out _) ? table : null;

    internal static async Task<ImportRow> UploadAsync(this House house, string kind, byte[] bytes, string? encoding = null) =>
        (await house.Get<ImportDesk>().UploadAsync(House.Supervisor, "tilbury", kind, "file.csv", bytes, encoding, Ct)).Value;

    internal static async Task<ImportRow> LoadAsync(this House house, ImportRow import)
    {
        var desk = house.Get<ImportDesk>();
        var mapping = (await desk.PreviewAsync(House.Supervisor, import.ClientId, import.Id, null, Ct)).Value.Proposal.Mapping;
        Assert.Null((await desk.LoadAsync(House.Supervisor, import.ClientId, import.Id,
            mapping with { AmountFormat = "point", DateFormat = "yyyy-MM-dd" }, Ct)).Refusal);
        await house.Get<LoadImport>().HandleAsync(new Message(import.Id, import.ClientId, LoadImport.MessageKind,
            System.Text.Json.JsonSerializer.Serialize(new LoadOrder(import.ClientId, import.Id)), 1), Ct);
        return (await desk.FindAsync(House.Supervisor, import.ClientId, import.Id, Ct))!;
    }

    internal static async Task<T> OneAsync<T>(this House house, FormattableString sql) =>
        (await house.Database.QueryAsync<T>(Access.System("test"), sql, Ct)).Single();

    internal static Task RunAsync(this House house, FormattableString sql) => house.Database.ExecuteAsync(Access.System("test"), sql, Ct);
}
