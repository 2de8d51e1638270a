using System.Globalization;
using System.Text.Json;

namespace HybridBpo.Collections.Import;

/// <param name="Sha256">Of the file as it was sent, as its length in <paramref name="Bytes"/>.</param>
/// <param name="UndoneAt">When all that it booked was taken back.</param>
/// <param name="UndoAskedAt">When somebody ordered that.</param>
/// <param name="UndoWantedBy">Who asks that calls are taken back; another one confirms it.</param>
/// <param name="UndoMinor">What the bookings that were taken back had done to balances.</param>
/// <param name="RewrittenAt">When lines of somebody who was erased were taken out of it last.</param>
internal sealed record ImportRow(
    string ClientId, Guid Id, string Kind, string FileName, string Sha256, long Bytes, string Encoding, string State, Guid? FileId, string? Mapping,
        int RowCount, int Added,
    int Unchanged, int Quarantined, int Repeated, int Done, string? Problem, string UploadedBy, DateTimeOffset UploadedAt, DateTimeOffset? LoadedAt,
    DateTimeOffset? RewrittenAt, DateTimeOffset? UndoneAt, DateTimeOffset? UndoAskedAt = null, Guid? UndoCommand = null, string? UndoReason = null,
    string? UndoneBy = null, int UndoAccounts = 0, int UndoBookings = 0, long UndoMinor = 0,
    string? UndoWantedBy = null, DateTimeOffset? UndoWantedAt = null)
{
    public const string Columns = """
        client_id, id, kind, file_name, sha256, bytes, encoding, state, file_id, mapping::text as mapping, row_count, added, unchanged, quarantined,
          repeated, done, problem, uploaded_by,
        uploaded_at, loaded_at, rewritten_at, undone_at, undo_asked_at, undo_command, undo_reason, undone_by, undo_accounts, undo_bookings,
          undo_minor, undo_wanted_by, undo_wanted_at
        """;

    /// <summary>What became of the rows, in one sentence without its end: "3,184 loaded, 2 repeated, 12 in quarantine".</summary>
    public string Outcome => Kind == ImportKinds.Statement ? StatementOutcome : Kind == ImportKinds.Ageing ? AgeingOutcome : string.Join(", ", new[]
    {
        (N: Added, Word: "loaded", Always: true), (N: Unchanged, Word: "unchanged", Always: false), (N: Repeated, Word: "repeated in the file",
            Always: false), (N: Quarantined, Word: "in quarantine", Always: false),
    }.Where(p => p.Always || p.N > 0).Select(p => $"{p.N.ToString("N0", CultureInfo.InvariantCulture)} {p.Word}"));

    private string StatementOutcome => $"{N(Added)} booked" + (Quarantined > 0 ? $", {N(Quarantined)} not assigned" : "")
        + (Unchanged > 0 ? $", {N(Unchanged)} known before" : "");

    private string AgeingOutcome => $"{N(Unchanged)} agree, {N(Added)} disagree" + (Repeated > 0 ? $", {N(Repeated)} repeated in the file" : "")
        + (Quarantined > 0 ? $", {N(Quarantined)} in quarantine" : "");

    private static string N(int n) => n.ToString("N0", CultureInfo.InvariantCulture);

    public Mapping? MappingOf => Mapping is null ? null : JsonSerializer.Deserialize<Mapping>(Mapping, JsonSerializerOptions.Web);
}

internal sealed record QuarantineRow(
    string ClientId, Guid ImportId, int Line, string AccountRef, string Cells, string Errors, string State, Guid? CaseId)
{
    public const string Columns = "client_id, import_id, line, account_ref, cells::text as cells, errors::text as errors, state, case_id";

    public IReadOnlyDictionary<string, string> CellMap => JsonSerializer.Deserialize<Dictionary<string, string>>(Cells, JsonSerializerOptions.Web)!;

    public IReadOnlyList<RowError> ErrorList => JsonSerializer.Deserialize<List<RowError>>(Errors, JsonSerializerOptions.Web)!;
}

/// <summary>The same file of the same kind was sent before.</summary>
internal sealed record FileSentBefore(ImportRow Import)
    : Conflict($"{Import.FileName} was sent before, on {Import.UploadedAt:d MMM yyyy HH:mm} UTC: nothing was loaded twice.");

internal sealed record MappingIncomplete(IReadOnlyList<string> Problems) : Invalid(string.Join(" ", Problems));

internal sealed record ImportNotThere(string Message) : NotFound(Message);

internal sealed record RowIsACase(int Line) : Conflict($"Line {Line} is before people in the inbox: it is decided there.");

internal sealed record ImportBusy(string Message) : Conflict(Message);
