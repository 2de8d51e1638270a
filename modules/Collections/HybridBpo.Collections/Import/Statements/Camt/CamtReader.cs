using System.Text;
using System.Xml;

namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>Reads camt.052, camt.053 and camt.054 of any version and with any prefix, element by element and without a document type.</summary>
internal static class CamtReader
{
    private const int MostDepth = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1 << 20,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <returns>Such as <c>camt.053</c>; a refusal when nothing of it is a statement.</returns>
    public static Result<string> Read(string name, TextReader text, StatementSink sink)
    {
        using var reader = XmlReader.Create(new ShortPieces(text), Settings);
        var walk = new Walk(reader, sink);
        try
        {
            while (!sink.IsFull && reader.Read()) walk.Step();
        }
        catch (XmlException error)
        {
            if (!walk.HasBegun) return new FileUnreadable(name, Refusal(error));
            walk.CutOff(
                $"The file is damaged here ({First(error)}): what stands behind it is not read. Ask the bank for the whole file.", error.LineNumber);
        }

        return walk.Format ?? (Result<string>)new FileUnreadable(
            name, $"this is XML{walk.Root}, but no bank statement (camt.052, camt.053 or camt.054).");
    }

    private static string Refusal(XmlException error) =>
        error.Message.Contains("DTD", StringComparison.Ordinal)
            ? "the file declares a document type (DTD), which no bank statement does: it is not read."
            : $"line {error.LineNumber} is not well-formed XML ({First(error)}). Ask the bank for the file again.";

    private static string First(XmlException error)
    {
        var message = error.Message.ReplaceLineEndings(" ");
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        message = BankText.Clean(end > 0 ? message[..end] : message.TrimEnd('.')) ?? "";
        return message.Length > 120 ? message[..120] + "…" : message;
    }

    /// <summary>Where the reader is.</summary>
    private sealed class Walk(XmlReader reader, StatementSink sink)
    {
        private readonly StringBuilder text = new();

        private readonly StringBuilder path = new();

        private readonly Stack<int> lengths = new();

        private CamtStatement? statement;

        private string? currency;

        private bool isLeaf;

        public string? Format { get; private set; }

        public string Root { get; private set; } = "";

        public bool HasBegun => statement is not null || sink.Statements.Count > 0;

        public void Step()
        {
            if (reader.Depth > MostDepth) throw new XmlException($"elements within elements more than {MostDepth} deep.", null, Line, 0);
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Begin();
                    if (reader.IsEmptyElement) End();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    if (text.Length <= ImportLimits.Cell) text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    End();
                    break;
            }
        }

        public void CutOff(string why, int line)
        {
            if (statement is null) sink.Problem($"line {line}", why);
            statement?.CutOff(why, line);
            statement = null;
        }

        private int Line => (reader as IXmlLineInfo)?.LineNumber ?? 0;

        private void Begin()
        {
            text.Clear();
            isLeaf = true;
            currency = reader.GetAttribute("Ccy");
            var name = reader.LocalName;
            if (reader.Depth == 0) Root = reader.NamespaceURI is { Length: > 0 and < 100 } space ? $" ({BankText.Clean(space)})" : "";
            if (statement is not null)
            {
                lengths.Push(path.Length);
                path.Append(path.Length > 0 ? "/" : "").Append(name);
                if (name is "Ntry" or "TxDtls" or "Bal") statement.Begin(path.ToString(), Line);
            }
            else if (Message(name) is { } format) Format = Format is null || Format == format ? format : "mixed";
            else if (Format is not null && name is "Stmt" or "Rpt" or "Ntfctn") statement = new CamtStatement(sink, Format!);
        }

        private void End()
        {
            if (statement is null) return;
            if (lengths.Count == 0)
            {
                statement.Close();
                statement = null;
                return;
            }

            if (isLeaf) statement.Leaf(path.ToString(), text.ToString(), currency);
            else if (reader.LocalName is "Ntry" or "TxDtls" or "Bal") statement.End(path.ToString());
            isLeaf = false;
            path.Length = lengths.Pop();
            text.Clear();
        }

        private static string? Message(string name) => name switch
        {
            "BkToCstmrStmt" or "BkToCstmrStmtV01" => "camt.053",
            "BkToCstmrAcctRpt" => "camt.052",
            "BkToCstmrDbtCdtNtfctn" => "camt.054",
            _ => null,
        };
    }
}
