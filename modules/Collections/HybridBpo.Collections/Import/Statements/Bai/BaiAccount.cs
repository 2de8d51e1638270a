namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>An account (03), its entries (16) and its trailer (49).</summary>
internal sealed class BaiAccount
{
    private readonly StatementDraft draft;

    private readonly DateOnly? asOf;

    private readonly string currency;

    private bool isUnsure;

    public BaiAccount(BaiRecord record, BaiGroup group, StatementSink sink)
    {
        asOf = group.AsOf;
        draft = new StatementDraft(sink, $"statement {sink.Next}", needsBalances: false);
        var fields = record.Fields();
        draft.Account = BankText.Clean(fields.Next());
        if (draft.Account is null) draft.Problem(Place(record), "The account number is missing.");
        // The standard: the currency of the group, and without one the dollar.
        currency = BankText.Clean(fields.Next()) ?? group.Currency ?? "USD";
        draft.Currency = currency;
        if (!BankAmount.IsCurrency(currency)) draft.Problem(Place(record), $"\"{currency}\" is no currency of three letters.");
        Count(record);
        Summary(record, fields);
    }

    /// <summary>Sum of all amounts as they stand there, summaries and entries.</summary>
    public Int128 Total { get; private set; }

    public int Records { get; private set; }

    /// <summary>Every amount could be read.</summary>
    public bool IsSure => !isUnsure;

    public void Entry(BaiRecord record)
    {
        Count(record);
        var place = Place(record);
        if (!BaiEntry.Read(record, asOf, currency).Is(out var read, out var refusal))
        {
            isUnsure = true;
            draft.Unread(place, refusal.Message + " The entry is left out.");
            return;
        }

        Total += read.Minor;
        if (read.Note is { } note) draft.Problem(place, note);
        if (read.Entry is { } entry) draft.Add(entry);
    }

    public void Trailer(BaiRecord record)
    {
        Count(record);
        var fields = record.Fields();
        // An amount that could not be read is told already.
        BaiTotals.Check(fields.Next(), isUnsure ? null : Total, "account", what => draft.Problem(Place(record), what));
        BaiTotals.CheckCount(fields.Next(), Records, "record", what => draft.Problem(Place(record), what));
    }

    public void Problem(string what) => draft.Problem("", what);

    public void Close(bool isCutOff = false)
    {
        draft.IsCutOff = isCutOff;
        draft.Close();
    }

    private void Count(BaiRecord record) => Records += record.Lines.Count;

    private void Summary(BaiRecord record, BaiFields fields)
    {
        while (fields.Next() is { } type)
        {
            var text = fields.Next() ?? "";
            fields.Next();
            if (!fields.Funds(out var funds, out _))
            {
                isUnsure = true;
                draft.Problem(Place(record), $"\"{BankText.Clean(funds)}\" is no kind of availability (0, 1, 2, S, V, D, Z): "
                    + "the rest of the record is not read.");
                return;
            }

            if (text.Length == 0) continue;
            if (BaiTotals.Signed(text) is not { } minor)
            {
                isUnsure = true;
                draft.Problem(Place(record), $"The amount of type {BankText.Clean(type)} is not in whole minor units: it is not read.");
                continue;
            }

            Total += minor;
            // Ledger balances: available ones (040, 045) count what is not booked.
            if (type == "010") draft.Opening ??= new BankBalance(asOf, minor, currency);
            if (type == "015") draft.Closing ??= new BankBalance(asOf, minor, currency);
        }
    }

    private static string Place(BaiRecord record) => $"line {record.Line}";
}
