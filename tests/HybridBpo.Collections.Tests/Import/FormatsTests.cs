using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class FormatsTests
{
    [Theory]
    [InlineData("345000", "minor", 345000)]
    [InlineData("3450.00", "point", 345000)]
    [InlineData("$3,450.5", "point", 345050)]
    [InlineData("3450", "point", 345000)]
    [InlineData("USD 12.30", "point", 1230)]
    [InlineData("1.234,56", "comma", 123456)]
    [InlineData("1234,5", "comma", 123450)]
    [InlineData("-120.00", "point", -12000)]
    [InlineData("(120.00)", "point", -12000)]
    [InlineData("−4300", "minor", -4300)]
    [InlineData("$-5.00", "point", -500)]
    [InlineData("1'000.10", "point", 100010)]
    [InlineData("10.500", "point", 1050)]
    [InlineData("100.00-", "point", -10000)]
    [InlineData("+100.00", "point", 10000)]
    [InlineData("1 000 000,10", "comma", 100000010)]
    public void An_amount_is_read_to_the_cent(string text, string format, long minor) =>
        Assert.Equal(minor, Formats.Amount(text, format, "USD").Value);

    [Theory]
    [InlineData("1,182.50", "minor", "whole cents wanted")]
    [InlineData("3450,00", "point", "comma where a point is wanted")]
    [InlineData("10.505", "point", "at most 2 digits")]
    [InlineData("1,23.00", "point", "not an amount")]
    [InlineData("€ 10.00", "point", "the amount is in EUR, this client's currency is USD")]
    [InlineData("GBP 10.00", "point", "the amount is in GBP, this client's currency is USD")]
    [InlineData("ten", "point", "not an amount")]
    [InlineData("", "minor", "not an amount")]
    [InlineData("99999999999999", "minor", "larger than any amount")]
    [InlineData("99999999999999999999", "point", "larger than any amount")]
    [InlineData("1e5", "point", "not an amount")]
    [InlineData("(100", "point", "not an amount")]
    [InlineData("100)", "point", "not an amount")]
    [InlineData("(-100)", "point", "not an amount")]
    [InlineData("--100", "point", "not an amount")]
    [InlineData("-100-", "point", "not an amount")]
    [InlineData("'100", "point", "not an amount")]
    [InlineData("1'0'0", "point", "not an amount")]
    [InlineData("1 2 3", "point", "not an amount")]
    [InlineData("1 000,000", "point", "comma where a point is wanted")]
    public void What_is_no_amount_in_this_format_is_refused_in_words(string text, string format, string says) =>
        Assert.Contains(says, Formats.Amount(text, format, "USD").Refusal!.Message);

    [Theory]
    [InlineData("JPY", "3450", 3450)]
    [InlineData("KWD", "3.450", 3450)]
    public void A_currency_has_its_own_number_of_digits(string currency, string text, long minor) =>
        Assert.Equal(minor, Formats.Amount(text, "point", currency).Value);

    [Fact]
    public void Every_amount_written_in_a_format_is_read_back() =>
        Prop.ForAll(Arb.From(Gen.Choose(-2_000_000_000, 2_000_000_000)), n =>
        {
            var point = (n / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);
            var comma = point.Replace(',', '_').Replace('.', ',').Replace('_', '.');
            return Formats.Amount(n.ToString(CultureInfo.InvariantCulture), "minor", "USD").Value == n
                && Formats.Amount(point, "point", "USD").Value == n && Formats.Amount(comma, "comma", "USD").Value == n;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_day_written_in_a_format_is_read_back() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 40_000)), n =>
        {
            var day = new DateOnly(1970, 1, 1).AddDays(n);
            return Formats.Dates.All(f => Formats.Date(day.ToString(f.Code, CultureInfo.InvariantCulture), f.Code) == day);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("9/5/2026", "MM/dd/yyyy", "2026-09-05")]
    [InlineData("9/5/2026", "dd/MM/yyyy", "2026-05-09")]
    [InlineData("2026-09-05T13:00:00Z", "yyyy-MM-dd", "2026-09-05")]
    [InlineData("09/05/2026 13:00", "MM/dd/yyyy", "2026-09-05")]
    [InlineData("09/05/2026 1:00:30 PM", "MM/dd/yyyy", "2026-09-05")]
    [InlineData("5 Sep 2026 13:00", "dd MMM yyyy", "2026-09-05")]
    [InlineData("2026-09-05T13:00:00.123+02:00", "yyyy-MM-dd", "2026-09-05")]
    [InlineData("2026-09-30 banana", "yyyy-MM-dd", null)]
    [InlineData("30/09/2026 99:99", "dd/MM/yyyy", null)]
    [InlineData("31.09.2026", "dd.MM.yyyy", null)]
    [InlineData("2026-02-30", "yyyy-MM-dd", null)]
    public void A_day_is_read_as_its_format_says(string text, string format, string? day) =>
        Assert.Equal(day, Formats.Date(text, format)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Fact]
    public void Formats_that_both_fit_are_both_offered_and_not_chosen_between()
    {
        Assert.Equal(["MM/dd/yyyy", "dd/MM/yyyy"], Formats.DateCandidates(["01/02/2026", "03/04/2026"]));
        Assert.Equal(["dd/MM/yyyy"], Formats.DateCandidates(["01/02/2026", "13/04/2026"]));
        Assert.Equal(["minor", "point", "comma"], Formats.AmountCandidates(["4200", "1500"], "USD"));
        Assert.Equal(["point"], Formats.AmountCandidates(["4200", "15.50"], "USD"));
    }
}
