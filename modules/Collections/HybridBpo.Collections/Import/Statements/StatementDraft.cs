using System.Globalization;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>A statement while it is read.</summary>
/// <param name="sink">Where it goes in the end.</param>
/// <param name="where">Such as <c>statement 2</c>.</param>
/// <param name="needsBalances">This kind of statement always tells its booked balances.</param>
internal sealed class StatementDraft(StatementSink sink, string where, bool needsBalances)
{
    private readonly List<StatementEntry> entries = [];

    private int unread;

    public string Where => where;

    public string? Account { get; set; }

    public string? Currency { get; set; }

    public BankBalance? Opening { get; set; }

    public BankBalance? Closing { get; set; }

    /// <summary>The file ends in the middle of it.</summary>
    public bool IsCutOff { get; set; }

    public IReadOnlyList<StatementEntry> Entries => entries;

    public void Add(StatementEntry entry)
    {
        entries.Add(entry);
        sink.CountEntry();
    }

    /// <summary>An entry that cannot be taken; the others can.</summary>
    public void Unread(string place, string why)
    {
        unread++;
        Problem(place, why);
    }

    public void Problem(string place, string what) => sink.Problem(place.Length == 0 ? where : $"{where}, {place}", what);

    public void Close()
    {
        Currency ??= Opening?.Currency ?? Closing?.Currency ?? entries.FirstOrDefault()?.Currency;
        sink.Add(new Statement(Account, Currency, Opening?.Date, Opening?.Minor, Closing?.Date, Closing?.Minor, Balanced(), entries));
    }

    private bool? Balanced()
    {
        if (Opening is null || Closing is null)
        {
            if (needsBalances) Problem("", $"The {Missing()} missing: nobody can tell whether entries are missing too. Ask the bank for the whole "
                + "statement.");
            return null;
        }

        var foreign = entries.Count(e => e.Booked && e.Currency != Opening.Currency);
        if (Opening.Currency != Closing.Currency)
            return No($"The opening balance is in {Opening.Currency} and the closing balance in {Closing.Currency}: they cannot be compared.");
        if (IsCutOff) return No("The statement is cut off, so its balance proves nothing. Ask the bank for the whole file.");
        if (unread > 0) return No($"{CountText.Of(unread, "entry", "entries")} could not be read, so the balance proves nothing.");
        if (foreign > 0)
            return No($"{CountText.Of(foreign, "entry", "entries")} in another currency than the balance ({Opening.Currency}): not counted.");
        Int128 sum = Opening.Minor;
        foreach (var entry in entries)
            if (entry.Booked) sum += entry.SignedMinor;
        return sum == Closing.Minor ? true
            : No($"The opening balance and the entries make {Money(sum)}, the closing balance is {Money(Closing.Minor)}. "
                + "Entries are missing or too many: ask the bank before you rely on it.");

        bool No(string why)
        {
            Problem("", why);
            return false;
        }

        string Money(Int128 minor) =>
            ((decimal)minor / MoneyText.Unit(Closing.Currency)).ToString("F" + MoneyText.Digits(Closing.Currency), CultureInfo.InvariantCulture)
            + " " + Closing.Currency;
    }

    private string Missing() => (Opening, Closing) switch
    {
        (null, null) => "opening and the closing balance are",
        (null, _) => "opening balance is",
        _ => "closing balance is",
    };
}
