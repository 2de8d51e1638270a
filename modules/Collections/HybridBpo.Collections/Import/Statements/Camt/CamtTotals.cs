namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>What <c>TxsSummry</c> says of all entries against what is there.</summary>
internal sealed class CamtTotals
{
    private readonly (int Count, Int128 Sum)[] found = new (int, Int128)[2];

    private string? currency;

    private bool isMixed;

    public void Count(CamtEntry entry)
    {
        isMixed |= currency is not null && currency != entry.Currency;
        currency = entry.Currency;
        ref var way = ref found[entry.Credit ? 1 : 0];
        way = (way.Count + 1, way.Sum + entry.Minor);
    }

    /// <param name="entries">All that stand there, also those that could not be read.</param>
    public void Check(CamtBag head, StatementDraft draft, int entries)
    {
        if (Number(head, "TxsSummry/TtlNtries/NbOfNtries") is { } all && all != entries)
            draft.Problem("TxsSummry", $"The bank says {CountText.Of(all, "entry", "entries")}, there {(entries == 1 ? "is" : "are")} {entries:N0}. "
                + "Ask the bank whether entries are missing.");
        Check("TtlCdtNtries", "credits", found[1]);
        Check("TtlDbtNtries", "debits", found[0]);

        void Check(string element, string what, (int Count, Int128 Sum) of)
        {
            var count = Number(head, $"TxsSummry/{element}/NbOfNtries");
            long? sum = !isMixed && currency is not null && head.First($"TxsSummry/{element}/Sum") is { } text
                && BankAmount.Read(text, currency, '.').Is(out var minor, out _) ? minor : null;
            if ((count is { } said && said != of.Count) || (sum is { } total && total != of.Sum))
                draft.Problem($"TxsSummry/{element}", $"The number or the sum of the {what} is not what the bank says. "
                    + "Ask the bank whether entries are missing.");
        }
    }

    private static int? Number(CamtBag head, string path) => int.TryParse(head.First(path), out var number) ? number : null;
}
