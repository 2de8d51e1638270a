using System.Security;
using System.Text;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

/// <summary>Writes statements as a bank would, from the standards and not from the readers.</summary>
internal static class Written
{
    public static string Mt940(IEnumerable<Statement> statements)
    {
        var text = new StringBuilder();
        foreach (var s in statements)
        {
            text.Append($":20:STMT\r\n:25:{s.Account}\r\n:28C:1/1\r\n:60F:{Balance(s.OpeningDate, s.OpeningMinor, s.Currency!)}\r\n");
            foreach (var e in s.Entries)
            {
                text.Append($":61:{e.ValueDate:yyMMdd}{e.BookingDate:MMdd}{(e.Credit ? "C" : "D")}{Amount(e.AmountMinor, e.Currency, ',')}NTRF");
                text.Append($"{e.Reference ?? "NONREF"}//B\r\n:86:166?00POSTING");
                var parts = new List<string>();
                if (e.EndToEndId is { } id) parts.AddRange(Chunks("EREF+" + id));
                if (e.Remittance is { } remittance) parts.AddRange(Chunks("SVWZ+" + remittance));
                for (var i = 0; i < parts.Count; i++) text.Append($"?{20 + i}{parts[i]}");
                if (e.Counterparty is { } name) text.Append(string.Concat(Chunks(name).Select((c, i) => $"?{32 + i}{c}")));
                text.Append("\r\n");
            }

            text.Append($":62F:{Balance(s.ClosingDate, s.ClosingMinor, s.Currency!)}\r\n-\r\n");
        }

        return text.ToString();
    }

    public static string Camt053(IEnumerable<Statement> statements)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<d:Document xmlns:d=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.13\">"
            + "<d:BkToCstmrStmt><d:GrpHdr><d:MsgId>M</d:MsgId></d:GrpHdr>");
        foreach (var s in statements)
        {
            text.Append($"<d:Stmt><d:Id>S</d:Id><d:Acct><d:Id><d:Othr><d:Id>{s.Account}</d:Id></d:Othr></d:Id><d:Ccy>{s.Currency}</d:Ccy></d:Acct>");
            text.Append(Bal("OPBD", s.OpeningDate, s.OpeningMinor!.Value)).Append(Bal("CLBD", s.ClosingDate, s.ClosingMinor!.Value));
            foreach (var e in s.Entries)
            {
                text.Append($"<d:Ntry><d:Amt Ccy=\"{e.Currency}\">{Amount(e.AmountMinor, e.Currency, '.')}</d:Amt>");
                text.Append($"{Mark(e.Credit)}<d:Sts><d:Cd>BOOK</d:Cd></d:Sts>");
                text.Append($"<d:BookgDt><d:Dt>{e.BookingDate:yyyy-MM-dd}</d:Dt></d:BookgDt>");
                if (e.ValueDate is { } day) text.Append($"<d:ValDt><d:DtTm>{day:yyyy-MM-dd}T23:59:59+14:00</d:DtTm></d:ValDt>");
                text.Append($"<d:NtryDtls><d:TxDtls><d:Refs>{In("AcctSvcrRef", e.Reference)}");
                text.Append($"{In("EndToEndId", e.EndToEndId ?? "NOTPROVIDED")}</d:Refs>");
                var role = e.Credit ? "Dbtr" : "Cdtr";
                if (e.Counterparty is { } name) text.Append($"<d:RltdPties><d:{role}><d:Pty>{In("Nm", name)}</d:Pty></d:{role}></d:RltdPties>");
                text.Append($"<d:RmtInf>{In("Ustrd", e.Remittance)}</d:RmtInf></d:TxDtls></d:NtryDtls></d:Ntry>");
            }

            text.Append("</d:Stmt>");

            string Bal(string type, DateOnly? day, long minor) =>
                $"<d:Bal><d:Tp><d:CdOrPrtry><d:Cd>{type}</d:Cd></d:CdOrPrtry></d:Tp><d:Amt Ccy=\"{s.Currency}\">"
                + $"{Amount(Math.Abs(minor), s.Currency!, '.')}</d:Amt>{Mark(minor >= 0)}<d:Dt><d:Dt>{day:yyyy-MM-dd}</d:Dt></d:Dt></d:Bal>";
        }

        return text.Append("</d:BkToCstmrStmt></d:Document>").ToString();

        static string Mark(bool credit) => $"<d:CdtDbtInd>{(credit ? "CRDT" : "DBIT")}</d:CdtDbtInd>";

        static string In(string name, string? value) => value is null ? "" : $"<d:{name}>{SecurityElement.Escape(value)}</d:{name}>";
    }

    public static string Bai2(IReadOnlyList<Statement> statements)
    {
        List<string> lines = ["01,A,B,260102,1200,1,80,1,2/"];
        Int128 all = 0;
        foreach (var s in statements)
        {
            Int128 total = s.OpeningMinor!.Value + (Int128)s.ClosingMinor!.Value;
            var first = lines.Count;
            lines.Add($"02,B,A,1,{s.OpeningDate:yyMMdd},,{s.Currency},2/");
            lines.Add($"03,{s.Account},,010,{s.OpeningMinor},,,015/");
            lines.Add($"88,{s.ClosingMinor},,/");
            foreach (var e in s.Entries)
            {
                total += e.AmountMinor;
                var funds = e.ValueDate is { } day ? $"V,{day:yyMMdd}," : "Z";
                lines.Add($"16,{(e.Credit ? "195" : "495")},{e.AmountMinor},{funds},,{e.Reference},{e.Remittance}/");
            }

            all += total;
            lines.Add($"49,{total},{lines.Count - first}/");
            lines.Add($"98,{total},1,{lines.Count - first + 1}/");
        }

        lines.Add($"99,{all},{statements.Count},{lines.Count + 1}/");
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Chunks(string text) => text.Chunk(27).Select(c => new string(c));

    private static string Balance(DateOnly? day, long? minor, string currency) =>
        $"{(minor < 0 ? "D" : "C")}{day:yyMMdd}{currency}{Amount(Math.Abs(minor!.Value), currency, ',')}";

    private static string Amount(long minor, string currency, char point)
    {
        var text = MoneyText.Plain(minor, currency).Replace('.', point);
        return text.Contains(point) ? text : text + (point == ',' ? "," : "");
    }
}
