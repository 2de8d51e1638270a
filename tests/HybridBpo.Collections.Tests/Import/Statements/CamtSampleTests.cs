using System.Text.Json;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class CamtSampleTests
{
    [Theory]
    [InlineData("genkgo-camt052.v2.xml")]
    [InlineData("genkgo-camt052.v6.Amt-zero.xml")]
    [InlineData("genkgo-camt053.v2.five.decimals.xml")]
    [InlineData("genkgo-camt053.v2.minimal.xml")]
    [InlineData("genkgo-camt053.v2.multi.statement.xml")]
    [InlineData("genkgo-camt053.v2.with-account-name.xml")]
    [InlineData("genkgo-camt053.v4.xml")]
    [InlineData("genkgo-camt054.v2.with-account-name.xml")]
    [InlineData("genkgo-camt054.v2.xml")]
    [InlineData("genkgo-camt054.v8-with-UETR.xml")]
    [InlineData("oca-test-camt053", 1)]
    [InlineData("oca-test-camt053-no-ntry")]
    [InlineData("prowide-camt.053.001.07.xml")]
    [InlineData("svapnil-ing-camt053.xml")]
    [InlineData("svapnil-nordea-camt053.xml")]
    [InlineData("viafintech-valid_example.xml", 1)]
    [InlineData("viafintech-valid_example_v8.xml")]
    [InlineData("viafintech-valid_example_with_batch.xml")]
    [InlineData("viafintech-valid_example_with_debit.xml", 1)]
    public void A_sample_says_what_is_known_of_it(string name, int morePayments = 0)
    {
        var truth = Bank.Truth("camt", name);
        var read = Bank.Sample("camt", name).Value;
        if (truth.Text("namespace") is { } space) Assert.Contains(read.Format, space);
        Same(read, [.. truth.GetProperty("statements").EnumerateArray()], morePayments);
    }

    [Fact]
    public void Every_file_of_a_zip_file_is_read()
    {
        var truth = Bank.Truth("camt", "oca-test-camt053.zip").GetProperty("members");
        var read = Bank.Sample("camt", "oca-test-camt053.zip").Value;
        Same(read, [.. truth.EnumerateObject().SelectMany(m => m.Value.GetProperty("statements").EnumerateArray())], 0);
        Assert.StartsWith("test-camt053_02.xml, statement 1", read.Problems[0].Where);
    }

    [Theory]
    [InlineData("genkgo-camt053.v2.wrong.xml", "there is no statement in it")]
    [InlineData("svapnil-crossriver-pain_002_batch_rejected.xml", "this is XML, but no bank statement")]
    [InlineData("svapnil-crossriver-pain_002_credit_accepted.xml", "this is XML, but no bank statement")]
    [InlineData("svapnil-goldman-pain_002_v3_accepted.xml", "pain.002")]
    [InlineData("svapnil-nordea-pain_002_v3_group_reject.xml", "pain.002")]
    [InlineData("svapnil-nordea-pain_002_v3_txn_reject.xml", "pain.002")]
    public void What_is_no_statement_is_refused(string name, string why) => Assert.Contains(why, Bank.Sample("camt", name).Refusal!.Message);

    /// <param name="morePayments">Entries that stand for two payments whose amounts add up are read as two.</param>
    private static void Same(StatementFile read, IReadOnlyList<JsonElement> truths, int morePayments)
    {
        Assert.Equal(truths.Count, read.Statements.Count);
        foreach (var (statement, truth) in read.Statements.Zip(truths)) Same(statement, truth, morePayments);
    }

    private static void Same(Statement read, JsonElement truth, int morePayments)
    {
        Assert.Equal(truth.Text("account"), read.Account);
        Assert.Equal(Balance("opening_balance", ["OPBD", "PRCD"], b => read.OpeningDate is null || b == Day(read.OpeningDate)), read.OpeningMinor);
        Assert.Equal(Balance("closing_balance", ["CLBD"], b => read.ClosingDate is null || b == Day(read.ClosingDate)), read.ClosingMinor);
        Assert.Equal(truth.Part("opening_plus_entries_equals_closing")?.GetBoolean(), read.Balanced);
        Assert.Equal(truth.GetProperty("entries").GetInt32() + morePayments, read.Entries.Count);
        var currencies = truth.GetProperty("entry_currencies").EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetInt32());
        Assert.Equal(currencies.Keys.Order(), read.Entries.Select(e => e.Currency).Distinct().Order());
        // All sample entries are in currencies of two digits.
        Assert.Equal(Bank.Minor(truth.Text("sum_credits")!, "EUR"), read.Entries.Where(e => e.Credit).Sum(e => e.AmountMinor));
        Assert.Equal(Bank.Minor(truth.Text("sum_debits")!, "EUR"), read.Entries.Where(e => !e.Credit).Sum(e => e.AmountMinor));
        if (truth.Part("first_entry") is { } first) Same(read.Entries[0], first);

        long? Balance(string name, string[] types, Func<string, bool> isOfThatDay)
        {
            if (truth.Text(name) is not { } amount) return null;
            var balance = truth.GetProperty("balances").EnumerateArray().First(b => types.Contains(b.Text("type")) && b.Text("amount") == amount
                && isOfThatDay(b.Text("date")!));
            return Bank.Minor(amount, balance.Text("currency")!);
        }
    }

    private static void Same(StatementEntry read, JsonElement truth)
    {
        Assert.Equal(Bank.Minor(truth.Text("amount")!, read.Currency), read.AmountMinor);
        Assert.Equal(truth.Text("sign") == "CRDT", read.Credit);
        Assert.Equal(truth.Text("status") == "BOOK", read.Booked);
        Assert.Equal(truth.Text("booking_date")?[..10], Day(read.BookingDate));
        Assert.Equal(truth.Text("value_date"), Day(read.ValueDate));
        var ids = Texts("end_to_end_ids");
        Assert.Equal(ids.Count == 0 ? null : ids[0], read.EndToEndId);
        var text = Texts("remittance_unstructured");
        if (text.Count > 0) Assert.All(text, t => Assert.Contains(t, read.Remittance!));
        else if (Texts("creditor_references") is [var reference, ..]) Assert.Equal((reference, reference), (read.Reference, read.Remittance));

        List<string> Texts(string name) => [.. truth.GetProperty(name).EnumerateArray().Select(t => t.GetString()!)];
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd");
}
