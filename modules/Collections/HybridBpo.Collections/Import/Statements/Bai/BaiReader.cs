namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>Reads BAI2: a file (01, 99) of groups (02, 98) of accounts (03, 49) with their entries (16).</summary>
internal sealed class BaiReader
{
    private readonly StatementSink sink;

    private BaiGroup? group;

    private BaiAccount? account;

    private Int128 total;

    private int groups, records;

    private bool isEnded, isSure = true;

    private BaiReader(StatementSink sink) => this.sink = sink;

    public static string Read(TextReader text, StatementSink sink)
    {
        var reader = new BaiReader(sink);
        foreach (var record in BaiRecord.Read(text, sink))
        {
            if (sink.IsFull) break;
            reader.Take(record);
        }

        reader.End();
        return "BAI2";
    }

    private void Take(BaiRecord record)
    {
        switch (record.Code)
        {
            case "01":
                records += record.Lines.Count;
                break;
            case "02":
                EndGroup("Its group has no trailer (98).");
                group = new BaiGroup(record, ++groups, sink);
                break;
            case "03" when group is not null:
                EndAccount("The account has no trailer (49).");
                account = new BaiAccount(record, group, sink);
                break;
            case "16" when account is not null:
                account.Entry(record);
                break;
            case "49" when account is not null:
                account.Trailer(record);
                EndAccount(null);
                break;
            case "98" when group is not null:
                EndAccount("The account has no trailer (49).");
                group.Trailer(record, isSure, sink);
                EndGroup(null);
                break;
            case "99":
                EndGroup("Its group has no trailer (98).");
                Trailer(record);
                break;
            default:
                isSure = false;
                records += record.Lines.Count;
                sink.Problem($"line {record.Line}", $"A record \"{Short(record.Code)}\" does not belong here: it is not read.");
                break;
        }
    }

    private void EndAccount(string? why, bool isCutOff = false)
    {
        if (account is null) return;
        if (why is not null) account.Problem(why + " Ask the bank for the whole file.");
        isSure &= account.IsSure;
        account.Close(isCutOff);
        group!.Add(account);
        account = null;
    }

    private void EndGroup(string? why)
    {
        if (group is null) return;
        EndAccount(why);
        if (why is not null) sink.Problem($"group {groups}", why + " Ask the bank for the whole file.");
        total += group.Total;
        records += group.Records;
        group = null;
    }

    private void Trailer(BaiRecord record)
    {
        isEnded = true;
        records += record.Lines.Count;
        var fields = record.Fields();
        BaiTotals.Check(fields.Next(), isSure ? total : null, "file", Tell);
        BaiTotals.CheckCount(fields.Next(), groups, "group", Tell);
        BaiTotals.CheckCount(fields.Next(), records, "record", Tell);

        void Tell(string what) => sink.Problem($"line {record.Line}", what);
    }

    private void End()
    {
        EndAccount("The file ends here.", isCutOff: true);
        EndGroup(null);
        if (!isEnded) sink.Problem("file", "The last record (99) is missing: the file is cut off. Ask the bank for the whole file.");
    }

    private static string Short(string code) => BankText.Clean(code) is { } clean ? clean.Length > 20 ? clean[..20] + "…" : clean : "";
}
