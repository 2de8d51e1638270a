namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>Accounts of one bank as of one day (02 to 98).</summary>
internal sealed class BaiGroup
{
    private readonly string where;

    public BaiGroup(BaiRecord record, int number, StatementSink sink)
    {
        where = $"group {number}, line {record.Line}";
        var fields = record.Fields();
        fields.Next();
        fields.Next();
        var status = fields.Next();
        var day = fields.Next() ?? "";
        AsOf = BankDate.Yymmdd(day, out var note);
        if (AsOf is null) note = $"The date \"{BankText.Clean(day)}\" is no day: dates are left open.";
        if (note is not null) sink.Problem(where, note);
        fields.Next();
        Currency = BankText.Clean(fields.Next());
        if (status is "2" or "4") sink.Problem(where, status == "2"
            ? "The bank sends this group to delete what it sent before: do not load it as new."
            : "The bank says that this group is only a test: do not load it.");
        Records = record.Lines.Count;
    }

    public DateOnly? AsOf { get; }

    public string? Currency { get; }

    public Int128 Total { get; private set; }

    public int Records { get; private set; }

    public int Accounts { get; private set; }

    public void Add(BaiAccount account)
    {
        Total += account.Total;
        Records += account.Records;
        Accounts++;
    }

    public void Trailer(BaiRecord record, bool isSure, StatementSink sink)
    {
        Records += record.Lines.Count;
        var fields = record.Fields();
        BaiTotals.Check(fields.Next(), isSure ? Total : null, "group", Tell);
        BaiTotals.CheckCount(fields.Next(), Accounts, "account", Tell);
        BaiTotals.CheckCount(fields.Next(), Records, "record", Tell);

        void Tell(string what) => sink.Problem(where, what);
    }
}
