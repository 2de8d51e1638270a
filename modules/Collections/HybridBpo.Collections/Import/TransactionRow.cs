namespace HybridBpo.Collections.Import;

/// <summary>One transaction as the file tells it.</summary>
/// <param name="Type">One of <see cref="TransactionTypes"/>.</param>
/// <param name="EffectMinor">What it does to the balance: a payment lowers it, a returned payment or a charge raises it.</param>
internal sealed record TransactionRow(int Line, string AccountRef, string TransactionRef, string Type, long EffectMinor, DateTimeOffset ProcessedAt)
{
    public static (TransactionRow? Row, IReadOnlyList<RowError> Errors) Read(
        int line, IReadOnlyDictionary<string, string> cells, Mapping mapping, string currency, DateTimeOffset now)
    {
        var read = new RowReader(cells, mapping, ImportKinds.Transactions, currency);
        var (account, reference) = (read.Text("account_ref", 60), read.Text("transaction_ref", 100));
        var (column, said) = read.Cell("type");
        var type = TransactionTypes.Recognise(said);
        if (said.Length == 0) read.Missing("type");
        else if (type is null) read.Fail(column, said, $"not a type we know ({string.Join(", ", TransactionTypes.FromFiles)})");
        var amount = read.Amount("amount");
        var at = read.Moment("processed_at", now.AddDays(1));
        var (amountColumn, amountText) = read.Cell("amount");
        if (amount == 0 && read.Errors.All(e => e.Column != amountColumn)) read.Fail(amountColumn, amountText, "zero moves nothing");
        if (amount < 0 && type is not (null or TransactionTypes.Adjustment))
            read.Fail(amountColumn, amountText, "below zero: the type says which way it goes (a returned payment is \"returned\")");
        return read.Errors.Count == 0 ? (new(line, account, reference, type!, TransactionTypes.Sign(type!) * amount, at), []) : (null, read.Errors);
    }
}

/// <summary>Kinds of transactions. The balance of an account is the sum of their effects and nothing else.</summary>
internal static class TransactionTypes
{
    public const string Opening = "opening", Charge = "charge", Fee = "fee", Payment = "payment", Returned = "returned", Credit = "credit",
        Adjustment = "adjustment";

    /// <summary>Those that a file may bring; an opening comes from a first placement only.</summary>
    public static readonly string[] FromFiles = [Payment, Returned, Charge, Fee, Credit, Adjustment];

    public static int Sign(string type) => type is Payment or Credit ? -1 : 1;

    public static string? Recognise(string text) => Fields.Plain(text) switch
    {
        "payment" or "pmt" or "pay" or "directpayment" or "receipt" or "cardpayment" or "banktransfer" or "achpayment" => Payment,
        "returned" or "return" or "reversal" or "paymentreversal" or "nsf" or "chargeback" or "bounced" or "returnedpayment" => Returned,
        "charge" or "invoice" or "bill" or "debit" or "billed" => Charge,
        "fee" or "latefee" or "interest" or "costs" => Fee,
        "credit" or "creditnote" or "refundcredit" => Credit,
        "adjustment" or "balanceadjustment" or "adj" or "correction" => Adjustment,
        _ => null,
    };
}
