using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>The JSON document of <c>collections read-statement --json</c>, written entry by entry: a large file is no large text in memory.</summary>
internal static class StatementJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(StatementFile file, TextWriter to)
    {
        to.Write($"{{\"format\":{Json(file.Format)},\"statements\":[");
        var first = true;
        foreach (var statement in file.Statements)
        {
            if (!first) to.Write(',');
            first = false;
            Write(statement, to);
        }

        to.WriteLine($"],\"problems\":{Json(file.Problems)}}}");
    }

    private static void Write(Statement s, TextWriter to)
    {
        var head = Json(new { s.Account, s.Currency, s.OpeningDate, s.OpeningMinor, s.ClosingDate, s.ClosingMinor, s.Balanced });
        to.Write(head.AsSpan(0, head.Length - 1));
        to.Write(",\"entries\":[");
        for (var i = 0; i < s.Entries.Count; i++)
        {
            if (i > 0) to.Write(',');
            var e = s.Entries[i];
            to.Write(Json(new
            {
                e.BookingDate,
                e.ValueDate,
                e.AmountMinor,
                e.Currency,
                e.Credit,
                e.Reference,
                e.EndToEndId,
                e.Counterparty,
                e.Remittance,
            }));
        }

        to.Write("]}");
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);
}
