using System.Globalization;
using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Demo;

/// <summary>A file as the client sent it.</summary>
/// <param name="SentOn">The day on which it came.</param>
internal sealed record DemoFile(string Kind, string Name, DateOnly SentOn, string Text);

/// <summary>
/// The demo's portfolio as files: a placement file for each month in which accounts came, with the first bill as the balance, and what was billed
/// and paid since, month by month.
/// </summary>
internal static class DemoFiles
{
    public static IReadOnlyList<DemoFile> Of(DemoPortfolio portfolio) => [.. Placements(portfolio), .. Transactions(portfolio)];

    private static IEnumerable<DemoFile> Placements(DemoPortfolio portfolio) =>
        portfolio.Accounts.GroupBy(a => Month(a.Since)).OrderBy(g => g.Key).Select(g => File(
            portfolio, ImportKinds.Placement, "placements", g.Key,
            "AccountRef,StatementOfWorkID,DueDate,Balance,CustomerRef,Name,Emails,Phones,Street,City,State,Zip,CreditorName,AccountType",
            g.Select(a => Line(
                a.Ref, $"{portfolio.Client}-{g.Key:yyyy-MM}", Day(a.Transactions[0].Entry.DueOn!.Value), Amount(a.Transactions[0]),
                a.Person.CustomerRef, a.Person.Name, a.Person.Email, a.Person.Phone, a.Person.Street, a.Person.City, a.Person.State, a.Person.Zip,
                portfolio.Name, a.Product))));

    private static IEnumerable<DemoFile> Transactions(DemoPortfolio portfolio) =>
        portfolio.Accounts.SelectMany(a => a.Transactions.Skip(1).Select(t => (a.Ref, Of: t))).GroupBy(t => Month(t.Of.Entry.On)).OrderBy(g => g.Key)
            .Select(g => File(
                portfolio, ImportKinds.Transactions, "transactions", g.Key, "AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt",
                g.Select(t => Line(t.Ref, t.Of.Ref, t.Of.Entry.Type, Amount(t.Of), Day(t.Of.Entry.On)))));

    // It comes on the first of the next month; what is of this month came today.
    private static DemoFile File(
        DemoPortfolio portfolio, string kind, string what, DateOnly month, string header, IEnumerable<string> lines)
    {
        var sent = month.AddMonths(1) < portfolio.Today ? month.AddMonths(1) : portfolio.Today;
        var text = new StringBuilder(header).Append('\n').AppendJoin('\n', lines).Append('\n');
        return new DemoFile(kind, $"{portfolio.Client}-{what}-{month:yyyy-MM}.csv", sent, text.ToString());
    }

    private static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Amount(DemoTransaction t) => (Math.Abs(t.Entry.EffectMinor) / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Line(params string[] cells) => string.Join(',', cells.Select(CsvCell.Quoted));
}
