namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>A statement, report or notification while its elements come in.</summary>
internal sealed class CamtStatement
{
    private const string Transaction = "Ntry/NtryDtls/TxDtls", Entry = "Ntry", Balance = "Bal";

    private readonly StatementSink sink;

    private readonly StatementDraft draft;

    private readonly CamtBag head = new(), balance = new(), entry = new(), transaction = new();

    private readonly CamtBalances balances;

    private readonly CamtTotals totals = new();

    private readonly List<CamtTransaction> transactions = [];

    private int entries, line, balanceLine;

    public CamtStatement(StatementSink sink, string format)
    {
        this.sink = sink;
        // Only a statement tells how the account stood before and after; reports and notifications may.
        draft = new StatementDraft(sink, $"statement {sink.Next}", needsBalances: format == "camt.053");
        balances = new CamtBalances(draft);
    }

    public void Begin(string path, int at)
    {
        switch (path)
        {
            case Entry:
                (entries, line) = (entries + 1, at);
                entry.Clear();
                transactions.Clear();
                break;
            case Transaction:
                transaction.Clear();
                break;
            case Balance:
                balanceLine = at;
                balance.Clear();
                break;
        }
    }

    public void Leaf(string path, string value, string? currency)
    {
        if (path.StartsWith(Transaction + "/", StringComparison.Ordinal)) transaction.Add(path[(Transaction.Length + 1)..], value, currency);
        else if (path.StartsWith(Entry + "/", StringComparison.Ordinal)) entry.Add(path[(Entry.Length + 1)..], value, currency);
        else if (path.StartsWith(Balance + "/", StringComparison.Ordinal)) balance.Add(path[(Balance.Length + 1)..], value, currency);
        else if (path is Transaction) EndTransaction();
        else if (path is Entry or Balance) End(path);
        else head.Add(path, value, currency);
    }

    public void End(string path)
    {
        if (path is Transaction) EndTransaction();
        else if (path is Balance) balances.Add(balance, balanceLine);
        else if (path is Entry) EndEntry();
    }

    public void Close()
    {
        draft.Account = head.First("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/BBAN", "Acct/Id/PrtryAcct/Id", "Acct/Id/UPIC", "Acct/Prxy/Id");
        if (draft.Account is null) draft.Problem("Acct/Id", "The account is missing: the file does not tell which account this is.");
        balances.Choose(head.First("Acct/Ccy"));
        draft.Currency = head.First("Acct/Ccy");
        totals.Check(head, draft, entries);
        draft.Close();
    }

    public void CutOff(string why, int at)
    {
        draft.Problem($"line {at}", why);
        draft.IsCutOff = true;
        Close();
    }

    private void EndTransaction()
    {
        transactions.Add(CamtTransaction.Of(transaction));
        sink.CountEntry();
        transaction.Clear();
    }

    private void EndEntry()
    {
        sink.CountEntry(-transactions.Count);
        var place = $"entry {entries} (line {line})";
        if (!CamtEntry.Read(entry, head).Is(out var read, out var refusal))
        {
            draft.Unread(place, refusal.Message + " The entry is left out.");
            return;
        }

        totals.Count(read);
        if (!read.Booked)
            draft.Problem(place, $"The entry is not booked ({read.Status}): it is not counted in the balance.");
        var lines = CamtBatch.Split(read, transactions, out var note);
        foreach (var one in lines) draft.Add(one);
        if (note is not null) draft.Problem(place, note);
    }
}
