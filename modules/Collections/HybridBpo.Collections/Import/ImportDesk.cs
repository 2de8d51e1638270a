using System.Security.Cryptography;
using System.Text.Json;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Import.Statements;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import;

/// <summary>What a page or the command line shows before anything is loaded.</summary>
internal sealed record ImportPreview(ImportRow Import, CsvTable Table, MappingProposal Proposal, int Good, IReadOnlyList<BadRow> Bad, int Repeated,
    long? SumMinor, string Currency)
{
    /// <summary>Of an ageing list: what its own dates say.</summary>
    public AgeingLook? Ageing { get; init; }
}

/// <summary>Takes files in: upload, mapping, check, and the order to load. Nothing of a file counts before it is loaded.</summary>
internal sealed class ImportDesk(EventStore store, Database database, Clients clients, FileStore files, TimeProvider time)
{
    private static readonly TimeSpan RawFilesStay = TimeSpan.FromDays(90);

    /// <summary>The files that were sent, the latest first.</summary>
    public Task<IReadOnlyList<ImportRow>> ListAsync(Access access, int skip, int most, CancellationToken ct) =>
        database.QueryAsync<ImportRow>(access, $"""
            select {Sql.Raw(ImportRow.Columns)} from collections.imports where state <> 'dropped' or undone_at is not null
            order by uploaded_at desc, id offset {skip} limit {most}
            """, ct);

    public Task<long> CountAsync(Access access, CancellationToken ct) =>
        database.SingleOrDefaultAsync<long>(
            access, $"select count(*) from collections.imports where state <> 'dropped' or undone_at is not null", ct);

    public Task<ImportRow?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<ImportRow>(access,
            $"select {Sql.Raw(ImportRow.Columns)} from collections.imports where client_id = {client} and id = {id}", ct);

    /// <summary>Takes a file. The same bytes again are refused with what became of them.</summary>
    /// <param name="totals">What its sender says stands in it as a whole.</param>
    /// <param name="sentAt">When it came, where that was not now.</param>
    public async Task<Result<ImportRow>> UploadAsync(
        Access access, string client, string kind, string name, byte[] bytes, string? encoding, CancellationToken ct, DateTimeOffset? sentAt = null,
        ToldTotals? totals = null)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor imports files.");
        if (!ImportKinds.All.Contains(kind)) return new FileUnreadable(
            name, $"\"{kind}\" is not a kind of import; known are {string.Join(" and ", ImportKinds.All)}.");
        if (await clients.GetAsync(access, client, ct) is not { } of) return new ImportNotThere($"There is no client {client}.");
        name = Path.GetFileName(name.Replace('\\', '/'));
        if (!Look(kind, name, bytes, encoding).Is(out var looked, out var refusal)) return refusal;
        if (!(totals ?? ToldTotals.None).Read(of.Currency).Is(out var told, out refusal)) return refusal;
        var id = Ids.New(time);
        var stored = await files.PutAsync(access, new NewFile(
            id, client, id, name, looked.ContentType, FileStore.MostBytes, time.GetUtcNow() + RawFilesStay), new MemoryStream(bytes), ct);
        if (stored.Refusal is { } full) return full;
        var row = await database.SingleOrDefaultAsync<ImportRow>(access, $"""
            insert into collections.imports (client_id, id, kind, file_name, sha256, bytes, encoding, file_id, row_count, uploaded_by, uploaded_at)
            values ({client}, {id}, {kind}, {name}, {looked.Sha256}, {looked.Bytes}, {looked.Encoding}, {id}, {looked.Rows},
              {access.Actor.Id}, {sentAt ?? time.GetUtcNow()})
            on conflict do nothing returning {Sql.Raw(ImportRow.Columns)}
            """, ct);
        if (row is not null) return await FileTotals.TellAsync(database, access, row, told, totals?.From, ct);
        var before = await database.SingleOrDefaultAsync<ImportRow>(access, $"""
            select {Sql.Raw(ImportRow.Columns)} from collections.imports where client_id = {client} and kind = {kind} and sha256 = {looked.Sha256}
              and state <> 'dropped'
            """, ct);
        return before is null ? new ImportBusy("The same file is being taken at this moment; try again.") : new FileSentBefore(before);
    }

    /// <summary>Reads a staged file with a mapping (the proposed one when none is given) and says what would load.</summary>
    public async Task<Result<ImportPreview>> PreviewAsync(Access access, string client, Guid id, Mapping? mapping, CancellationToken ct)
    {
        if (await FindAsync(access, client, id, ct) is not { } import || await clients.GetAsync(access, client, ct) is not
            { } of) return new ImportNotThere("There is no such import.");
        if (import.Kind == ImportKinds.Statement) return new ImportNotThere("A bank statement has no columns to map.");
        if (!(await ReadAsync(access, import, ct)).Is(out var table, out var refusal)) return refusal;
        var proposal = Mapping.Propose(table, import.Kind, of.Currency, await SavedAsync(access, client, import.Kind, ct));
        if (mapping is not null) proposal = proposal with { Mapping = mapping, Problems = mapping.Problems(table, import.Kind) };
        var now = time.GetUtcNow();
        var look = import.Kind != ImportKinds.Ageing ? null
            : AgeingLook.Of(table, proposal.Mapping, of.Currency, import.FileName, of.Today(import.UploadedAt));
        if (look is not null && look.AsOf > of.Today(now)) proposal = proposal with { Problems = [.. proposal.Problems, AgeingLook.InFuture] };
        if (proposal.Problems.Count > 0) return new ImportPreview(import, table, proposal, 0, [], 0, null, of.Currency) { Ageing = look };
        if (import.Kind == ImportKinds.Ageing)
        {
            var listed = ReadFile.Ageing(table, proposal.Mapping, of.Currency);
            return new ImportPreview(
                import, table, proposal, listed.Good.Count, listed.Bad, listed.Repeated, listed.Good.Sum(r => r.DueMinor), of.Currency)
            { Ageing = look };
        }

        if (import.Kind == ImportKinds.Placement)
        {
            var placements = ReadFile.Placements(table, proposal.Mapping, of.Currency, of.Today(now));
            return new ImportPreview(import, table, proposal, placements.Good.Count, placements.Bad, placements.Repeated,
                placements.Good.Sum(r => r.BalanceMinor), of.Currency);
        }

        if (import.Kind == ImportKinds.Calls)
        {
            var calls = ReadFile.Calls(table, proposal.Mapping, now);
            return new ImportPreview(import, table, proposal, calls.Good.Count, calls.Bad, calls.Repeated, null, of.Currency);
        }

        var rows = ReadFile.Transactions(table, proposal.Mapping, of.Currency, now);
        return new ImportPreview(import, table, proposal, rows.Good.Count, rows.Bad, rows.Repeated, rows.Good.Sum(r => r.EffectMinor),
            of.Currency);
    }

    /// <summary>Orders the load with a complete mapping, which is kept for the client's next file.</summary>
    public async Task<Result<Done>> LoadAsync(Access access, string client, Guid id, Mapping mapping, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor imports files.");
        if (!(await PreviewAsync(access, client, id, mapping, ct)).Is(out var preview, out var refusal)) return refusal;
        if (preview.Proposal.Problems.Count > 0) return new MappingIncomplete(preview.Proposal.Problems);
        if (preview.Import.State == "loaded") return Done.Yes;
        if (preview.Import.Kind == ImportKinds.Calls) mapping = mapping with { AmountFormat = null };
        if (preview.Import.Kind == ImportKinds.Calls && await SavedAsync(access, client, ImportKinds.Calls, ct) is { Outcomes: { } before })
            mapping = mapping with { Outcomes = DialerCodes.Remember(preview.Table, mapping, before) };
        // The day is of this file; which day age is counted from is remembered for the next one.
        var saved = JsonSerializer.Serialize(mapping with { AsOf = null }, JsonSerializerOptions.Web);
        var json = JsonSerializer.Serialize(mapping with { AsOf = preview.Ageing?.AsOf }, JsonSerializerOptions.Web);
        var session = store.OpenSession(client, access);
        session.Queue($"""
            update collections.imports set state = 'loading', problem = null, mapping = {json}::jsonb
            where client_id = {client} and id = {id} and state in ('staged', 'failed')
            """);
        session.Queue($"""
            insert into collections.mappings (client_id, kind, mapping, saved_by, saved_at)
            values ({client}, {preview.Import.Kind}, {saved}::jsonb, {access.Actor.Id}, {time.GetUtcNow()})
            on conflict (client_id, kind) do update set mapping = excluded.mapping, saved_by = excluded.saved_by, saved_at = excluded.saved_at
            """);
        session.Send(LoadImport.MessageKind, new LoadOrder(client, id));
        await session.SaveChangesAsync(ct);
        return Done.Yes;
    }

    /// <summary>Gives up a staged file; the same bytes may then be sent again.</summary>
    public async Task<Result<Done>> DropAsync(Access access, string client, Guid id, CancellationToken ct) =>
        !access.May(Act.ImportPortfolio) ? new Forbidden("Only a supervisor imports files.")
        : await database.ExecuteAsync(access,
            $"update collections.imports set state = 'dropped' where client_id = {client} and id = {id} and state in ('staged', 'failed')", ct) == 1
            ? Done.Yes : new ImportBusy("Only a file that is not loaded yet can be given up.");

    public async Task<Result<CsvTable>> ReadAsync(Access access, ImportRow import, CancellationToken ct)
    {
        if (!(await files.OpenAsync(access, import.ClientId, import.FileId ?? import.Id, ct)).Is(out var content, out var refusal)) return refusal;
        await using var stream = content;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, ct);
        return FileText.Read(import.FileName, bytes.ToArray(), import.Encoding == "windows-1252" ? import.Encoding : null)
            .Is(out var text, out refusal) ? CsvTable.Read(text) : refusal;
    }

    // What it is, before it is kept: what cannot be read is never stored.
    private static Result<Looked> Look(string kind, string name, byte[] bytes, string? encoding)
    {
        if (kind == ImportKinds.Statement)
            return StatementReader.Read(name, bytes).Is(out var file, out var no)
                ? new Looked(
                    Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, file.Format, file.Statements.Sum(s => s.Entries.Count),
                    "application/octet-stream")
                : no;
        if (!FileText.Read(name, bytes, encoding).Is(out var text, out var refusal) || !CsvTable.Read(text).Is(out var table, out refusal))
            return refusal;
        return new Looked(text.Sha256, text.Bytes, text.Encoding, table.Rows.Count + table.Broken.Count, "text/csv");
    }

    private sealed record Looked(string Sha256, long Bytes, string Encoding, int Rows, string ContentType);

    /// <summary>The mapping of the client's last file of this kind.</summary>
    public async Task<Mapping?> SavedAsync(Access access, string client, string kind, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<string>(access,
            $"select mapping::text from collections.mappings where client_id = {client} and kind = {kind}", ct) is { } json
            ? JsonSerializer.Deserialize<Mapping>(json, JsonSerializerOptions.Web) : null;
}
