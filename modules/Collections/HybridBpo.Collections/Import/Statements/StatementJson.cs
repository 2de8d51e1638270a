using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>The JSON document of <c>collections read-statement --json</c>, written entry by entry: a large file is no large text in memory.</summary>
internal static class StatementJson
{
    private const int Piece = 1 << 16;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(StatementFile file, TextWriter to)
    {
        var text = new StringBuilder($"{{\"format\":{Json(file.Format)},\"statements\":[");
        var first = true;
        foreach (var statement in file.Statements)
        {
            if (!first) text.Append(',');
            first = false;
            Write(statement, text, to);
        }

        to.WriteLine(text.Append($"],\"problems\":{Json(file.Problems)}}}").ToString());
    }

    // A terminal is written to at once, whatever comes: pieces of some size are much faster.
    private static void Write(Statement s, StringBuilder text, TextWriter to)
    {
        var head = Json(new { s.Account, s.Currency, s.OpeningDate, s.OpeningMinor, s.ClosingDate, s.ClosingMinor, s.Balanced });
        text.Append(head.AsSpan(0, head.Length - 1)).Append(",\"entries\":[");
        for (var i = 0; i < s.Entries.Count; i++)
        {
            if (text.Length > Piece)
            {
                to.Write(text.ToString());
                text.Clear();
            }

            if (i > 0) text.Append(',');
            var e = s.Entries[i];
            text.Append(Json(new
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

        text.Append("]}");
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);
}
