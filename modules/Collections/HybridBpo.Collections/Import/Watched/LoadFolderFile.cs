using System.Security.Cryptography;
using System.Text.Json;
using HybridBpo.Collections.Import.Payments;

namespace HybridBpo.Collections.Import.Watched;

/// <summary>Loads one file of a folder as the page would: the same checks, the same quarantine, with the mapping that a person saved.</summary>
internal sealed class LoadFolderFile(
    Database database, ImportDesk desk, StatementDesk statements, LoadImport load, FolderRows rows, TimeProvider time)
{
    private const int MostNamed = 5;

    /// <param name="totals">What stands in a file of control totals beside it.</param>
    public async Task<Acknowledgement> RunAsync(
        Access access, Client client, FolderRow row, byte[] bytes, CancellationToken ct, string? totals = null)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (FolderKinds.Of(row.Name, bytes, client.Currency) is not { } kind) return Refused(new FolderRefusal(
            "kind-unknown", "Neither the name nor the columns tell what it holds. Name it placement…, transactions…, "
                + "statement…, ageing… or calls…."));
        var told = Expected.ToldTotals.None;
        if (totals is not null && !Expected.ToldTotals.OfSidecar(totals).Is(out told, out var odd))
            return Refused(new FolderRefusal("totals-unreadable", odd.Message, kind));
        var sent = await desk.UploadAsync(access, client.ClientId, kind, row.Name, bytes, null, ct, totals: told);
        var import = sent.Refusal is FileSentBefore before ? before.Import : sent.Refusal is null ? sent.Value : null;
        if (import is null) return sent.Refusal is ImportBusy busy ? throw new InvalidOperationException(busy.Message)
            : Refused(new FolderRefusal("unreadable", sent.Refusal!.Message, kind));
        if (import.State == "loaded" && row.ImportId != import.Id) return await ToldAsync(access, client, import, "loaded-before", ct);
        await rows.NameImportAsync(access, row, import.Id, ct);
        if (import.State is "staged" or "failed" && await OrderAsync(access, client, import, ct) is { } why) return Refused(why);
        await load.HandleAsync(
            new Message(import.Id, client.ClientId, LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder(client.ClientId, import.Id)), 1),
            ct);
        import = (await desk.FindAsync(access, client.ClientId, import.Id, ct))!;
        return import.State == "loaded" ? await ToldAsync(access, client, import, "loaded", ct)
            : Refused(new FolderRefusal("load-failed", import.Problem ?? "It could not be loaded.", kind, import.Id));

        Acknowledgement Refused(FolderRefusal refusal) => Acknowledgement.Refused(row.Name, sha256, refusal, time.GetUtcNow());
    }

    private async Task<FolderRefusal?> OrderAsync(Access access, Client client, ImportRow import, CancellationToken ct)
    {
        if (import.Kind == ImportKinds.Statement)
            return (await statements.LoadAsync(access, client.ClientId, import.Id, ct)).Refusal is { } no ? Of("unreadable", no.Message) : null;
        if (await desk.SavedAsync(access, client.ClientId, import.Kind, ct) is not { } saved) return Of(
            "no-mapping", "Nobody has said yet what the columns of this client’s files are. A person loads the first one on the page Imports.");
        if (!(await desk.ReadAsync(access, import, ct)).Is(out var table, out var refusal)) return Of("unreadable", refusal.Message);
        if (saved.Columns.Keys.Except(table.Header).ToList() is [_, ..] missing) return Of("columns-changed", "Columns of the last file are missing: "
            + $"{string.Join(", ", missing.Take(MostNamed))}{(missing.Count > MostNamed ? $" and {missing.Count - MostNamed} more" : "")}.");
        if (saved.Problems(table, import.Kind) is [_, ..] problems) return Of("columns-changed", string.Join(" ", problems));
        // Amounts that may be read in another way than those of the last file are a person's question.
        var proposed = Mapping.Propose(table, import.Kind, client.Currency, saved).Mapping;
        if ((proposed.AmountFormat, proposed.DateFormat) != (saved.AmountFormat, saved.DateFormat)) return Of(
            "formats-changed", "Amounts or days are written in another way than in the last file.");
        if (import.Kind == ImportKinds.Ageing && Ageing.AgeingLook.Of(
                table, saved, client.Currency, import.FileName, client.Today(import.UploadedAt)) is { Better: { } better } && better != saved.Basis)
            return Of("basis-changed", "By its own dates more rows fit another day from which age is counted than in the last file: which is right?");
        return (await desk.LoadAsync(access, client.ClientId, import.Id, saved, ct)).Refusal is { } why ? Of("unreadable", why.Message) : null;

        FolderRefusal Of(string code, string words) => new(code, words, import.Kind, import.Id);
    }

    private async Task<Acknowledgement> ToldAsync(Access access, Client client, ImportRow import, string outcome, CancellationToken ct)
    {
        var sums = import.Kind == ImportKinds.Statement
            ? await database.QueryAsync<AcknowledgedSum>(access, $"""
                select currency, -sum(signed_minor)::numeric as minor from collections.statement_entries
                where client_id = {client.ClientId} and import_id = {import.Id} and state = 'booked' group by currency order by currency
                """, ct)
            : import.Kind == ImportKinds.Calls ? []
            : await database.QueryAsync<AcknowledgedSum>(access, $"""
                select {client.Currency} as currency, coalesce(sum(effect_minor), 0)::numeric as minor from collections.transactions
                where client_id = {client.ClientId} and import_id = {import.Id} and undone_at is null
                """, ct);
        return new Acknowledgement(
            import.FileName, import.Sha256, outcome, import.Kind, import.Id, import.RowCount, import.Added, import.Unchanged + import.Repeated,
            import.Quarantined, sums, null, time.GetUtcNow());
    }
}
