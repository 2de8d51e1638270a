namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>Reads MT940 (statement) and MT942 (report during the day).</summary>
internal static class MtReader
{
    /// <returns>Such as <c>MT940</c>.</returns>
    public static string Read(TextReader text, StatementSink sink)
    {
        string? format = null;
        foreach (var message in MtFields.Messages(text, sink))
        {
            if (sink.IsFull) break;
            // A field on its own, without account, balance or entry, is no statement.
            if (!message.Any(f => f.Tag is "25" or "25P" or "60F" or "60M" or "61" or "62F" or "62M")) continue;
            var statement = new MtStatement(message, sink);
            format = format is null || format == statement.Format ? statement.Format : "MT940";
            statement.Read();
        }

        return format ?? "MT940";
    }
}
