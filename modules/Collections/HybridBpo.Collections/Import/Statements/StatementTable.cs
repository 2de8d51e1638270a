using System.Globalization;

namespace HybridBpo.Collections.Import.Statements;

/// <summary>What a file says, for people at a terminal.</summary>
internal static class StatementTable
{
    public static void Write(StatementFile file, TextWriter to)
    {
        to.WriteLine($"{file.Format}: {CountText.Of(file.Statements.Count, "statement")}, "
            + $"{CountText.Of(file.Statements.Sum(s => (long)s.Entries.Count), "entry", "entries")}");
        foreach (var statement in file.Statements)
        {
            to.WriteLine();
            to.WriteLine($"{statement.Account ?? "(no account)"}  {Balance("opening", statement.OpeningDate, statement.OpeningMinor, statement)}  "
                + $"{Balance("closing", statement.ClosingDate, statement.ClosingMinor, statement)}  "
                + statement.Balanced switch { true => "balanced", false => "NOT BALANCED", null => "cannot be checked" });
            foreach (var e in statement.Entries)
                to.WriteLine($"  {Day(e.BookingDate)}  {Day(e.ValueDate)}  {MoneyText.Plain(e.SignedMinor, e.Currency),16} {e.Currency}"
                    + $"{(e.Booked ? "" : " (only expected)")}  {string.Join(" | ", Words(e))}");
        }

        if (file.Problems.Count == 0) return;
        to.WriteLine();
        to.WriteLine($"{CountText.Of(file.Problems.Count, "problem")}:");
        foreach (var problem in file.Problems) to.WriteLine($"  {problem.Where}: {problem.What}");
    }

    private static IEnumerable<string> Words(StatementEntry e) =>
        new[] { e.Counterparty, e.Remittance, e.EndToEndId, e.Reference }.OfType<string>().Distinct();

    private static string Balance(string which, DateOnly? day, long? minor, Statement s) =>
        minor is { } known ? $"{which} {Day(day).TrimEnd()} {MoneyText.Plain(known, s.Currency!)} {s.Currency}" : $"{which} unknown";

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "          ";
}
