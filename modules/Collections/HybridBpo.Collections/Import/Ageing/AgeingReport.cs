using System.Globalization;
using System.Text;

namespace HybridBpo.Collections.Import.Ageing;

internal sealed record AgeingSums(string Kind, int Count, long OursMinor, long TheirsMinor);

internal sealed record AgeingAnswer(Guid CaseId, string? Choice, string? DecidedBy, DateTimeOffset? DecidedAt);

/// <summary>What disagrees between a list and our books, for a page and as a file.</summary>
internal sealed class AgeingReport(Database database)
{
    public static Task<IReadOnlyList<AgeingSums>> SumsAsync(Database database, Access access, string client, Guid import, CancellationToken ct) =>
        database.QueryAsync<AgeingSums>(access, $"""
            select kind, count(*)::int as count, coalesce(sum(ours_minor), 0)::bigint as ours_minor,
              coalesce(sum(theirs_minor), 0)::bigint as theirs_minor
            from collections.ageing_findings where client_id = {client} and import_id = {import} group by kind order by kind
            """, ct);

    public Task<IReadOnlyList<AgeingSums>> SumsAsync(Access access, string client, Guid import, CancellationToken ct) =>
        SumsAsync(database, access, client, import, ct);

    public Task<IReadOnlyList<AgeingFinding>> ListAsync(Access access, string client, Guid import, int most, CancellationToken ct) =>
        database.QueryAsync<AgeingFinding>(access, $"""
            select {Sql.Raw(AgeingFinding.Columns)} from collections.ageing_findings where client_id = {client} and import_id = {import}
            order by line nulls last, reference limit {most}
            """, ct);

    public Task<AgeingAnswer?> AnswerAsync(Access access, string client, Guid import, CancellationToken ct) =>
        database.SingleOrDefaultAsync<AgeingAnswer>(access, $"""
            select case_id, choice, decided_by, decided_at from collections.ageing_cases where client_id = {client} and import_id = {import}
            """, ct);

    public static string Csv(IReadOnlyList<AgeingFinding> found, string currency)
    {
        var text = new StringBuilder("line,invoice,disagrees,ours,theirs,currency,");
        text.AppendJoin(',', AgeingBuckets.All.SelectMany(b => new[] { $"ours_{b.Field}", $"theirs_{b.Field}" })).Append('\n');
        foreach (var f in found)
        {
            string?[] ours = Aged(f.OursAged), theirs = Aged(f.TheirsAged);
            text.AppendJoin(',', new[]
            {
                f.Line?.ToString(CultureInfo.InvariantCulture) ?? "", CsvCell.Of(f.Reference), CsvCell.Of(AgeingFinding.Words(f.Kind)),
                Amount(f.OursMinor), Amount(f.TheirsMinor), currency,
            }.Concat(ours.Zip(theirs, (a, b) => new[] { a ?? "", b ?? "" }).SelectMany(p => p))).Append('\n');
        }

        return text.ToString();

        string?[] Aged(string? written) => written is null ? new string?[AgeingBuckets.All.Count]
            : [.. written.Split(' ').Select(m => Amount(long.Parse(m, CultureInfo.InvariantCulture)))];

        string Amount(long? minor)
        {
            if (minor is not { } units) return "";
            var digits = MoneyText.Digits(currency);
            return (units / (decimal)Math.Pow(10, digits)).ToString($"F{digits}", CultureInfo.InvariantCulture);
        }
    }
}
