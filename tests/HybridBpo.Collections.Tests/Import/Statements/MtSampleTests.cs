using System.Text.Json;
using HybridBpo.Collections.Import.Statements;
using HybridBpo.Collections.Import.Statements.Swift;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class MtSampleTests
{
    [Theory]
    [InlineData("oca-test-ing-old.940")]
    [InlineData("oca-test-rabo.swi")]
    [InlineData("wolph-betterplace-amount_formats.sta")]
    [InlineData("wolph-betterplace-currency_in_25.sta")]
    [InlineData("wolph-betterplace-missing_crlf_at_end.sta")]
    [InlineData("wolph-betterplace-sepa_snippet.sta")]
    [InlineData("wolph-betterplace-sepa_snippet_broken.sta")]
    [InlineData("wolph-cmxl-mt940.sta")]
    [InlineData("wolph-jejik-abnamro.sta")]
    [InlineData("wolph-jejik-generic.sta")]
    [InlineData("wolph-jejik-ing.sta")]
    [InlineData("wolph-jejik-rabobank-iban.sta")]
    [InlineData("wolph-mBank-mt940.sta")]
    [InlineData("wolph-self-provided-details_60-63.sta")]
    [InlineData("wolph-self-provided-february_30.sta")]
    [InlineData("wolph-self-provided-malformed_details.sta")]
    [InlineData("wolph-self-provided-mt942.sta")]
    [InlineData("wolph-self-provided-multiline.sta")]
    [InlineData("wolph-self-provided-overly_long_details.sta")]
    public void A_sample_says_what_is_known_of_it(string name)
    {
        var truth = Bank.Truth("mt940", name);
        var read = Bank.Sample("mt940", name).Value;
        var messages = truth.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(messages.Count, read.Statements.Count);
        foreach (var (statement, message) in read.Statements.Zip(messages)) Same(statement, message);
        Assert.Equal(read.Statements.Any(s => s.Balanced == false), read.Problems.Any(p => p.What.Contains("and the entries make")));
    }

    // Single fields without account, balance or entry, and lines of figures.
    [Theory]
    [InlineData("wolph-betterplace-empty_86.sta", "no statement in it")]
    [InlineData("wolph-betterplace-empty_line.sta", "no statement in it")]
    [InlineData("wolph-self-provided-invalid_statement.sta", "none of camt.052")]
    public void What_is_no_statement_is_refused(string name, string why) =>
        Assert.Contains(why, Bank.Sample("mt940", name).Refusal!.Message);

    [Fact]
    public void The_thirtieth_of_february_is_told()
    {
        var read = Bank.Sample("mt940", "wolph-self-provided-february_30.sta").Value;
        Assert.Equal(new DateOnly(2016, 2, 29), read.Statements[0].Entries[0].ValueDate);
        Assert.Equal(new DateOnly(2016, 3, 1), read.Statements[0].Entries[0].BookingDate);
        Assert.Contains("30 February 2016 is no day", Assert.Single(read.Problems).What);
    }

    private static void Same(Statement read, JsonElement truth)
    {
        Assert.Equal(truth.Text("account"), read.Account);
        Balance(truth.Part("opening"), read.OpeningDate, read.OpeningMinor);
        Balance(truth.Part("closing"), read.ClosingDate, read.ClosingMinor);
        Assert.Equal(truth.Part("opening_plus_entries_equals_closing")?.GetBoolean(), read.Balanced);
        Assert.Equal(truth.GetProperty("entries").GetInt32(), read.Entries.Count);
        var sums = truth.GetProperty("sums_by_mark").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetString()!);
        Assert.Equal(sums.TryGetValue("C", out var credits) ? Bank.Minor(credits, "EUR") : 0, Sum(true));
        Assert.Equal(sums.TryGetValue("D", out var debits) ? Bank.Minor(debits, "EUR") : 0, Sum(false));
        if (truth.Part("first_entry") is not { } first) return;
        var entry = read.Entries[0];
        Assert.Equal(Bank.Minor(first.Text("amount")!, entry.Currency), entry.AmountMinor);
        Assert.Equal(first.Text("mark") == "C", entry.Credit);
        Assert.Equal(BankDate.Yymmdd(first.Text("value_date")!, out _), entry.ValueDate);
        if (first.Text("entry_date") is { } booked) Assert.Equal(booked, entry.BookingDate!.Value.ToString("MMdd"));
        else Assert.Equal(entry.ValueDate, entry.BookingDate);
        if (first.Text("details_86_raw") is { } details) Assert.Equal(MtDetails.Read(details).Remittance, entry.Remittance);

        long Sum(bool credit) => read.Entries.Where(e => e.Credit == credit).Sum(e => e.AmountMinor);

        void Balance(JsonElement? expected, DateOnly? date, long? minor)
        {
            Assert.Equal(expected is { } there ? Bank.Minor(there.Text("amount")!, there.Text("currency")!) : null, minor);
            Assert.Equal(expected is { } of ? BankDate.Yymmdd(of.Text("date")!, out _) : null, date);
        }
    }
}
