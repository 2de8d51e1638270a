using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Platform;
using HybridBpo.Platform.Web;

namespace HybridBpo.Host.Tests;

/// <summary>Amounts, times and addresses as pages write them.</summary>
public sealed class TextTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 14, 18, 2, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(148620, "USD", "$1,486.20")]
    [InlineData(-21600, "USD", "\u2212$216.00")]
    [InlineData(5, "GBP", "£0.05")]
    [InlineData(1200, "JPY", "¥1,200")]
    [InlineData(1234567, "KWD", "KWD\u00a01,234.567")]
    [InlineData(long.MinValue, "USD", "\u2212$92,233,720,368,547,758.08")]
    public void Money_is_written_with_its_currencys_digits(long minor, string currency, string text) =>
        Assert.Equal(text, MoneyText.Format(minor, currency));

    [Fact]
    public void Money_reads_back_to_the_same_minor_units() =>
        Check.QuickThrowOnFailure(Prop.ForAll<int>(minor =>
        {
            var text = MoneyText.Format(minor, "USD").Replace("\u2212", "-").Replace("$", "").Replace(",", "");
            return (long)(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) * 100) == minor;
        }));

    [Theory]
    [InlineData(148620, "USD", "1486.20")]
    [InlineData(-345, "JPY", "-345")]
    [InlineData(1234567, "KWD", "1234.567")]
    public void Money_for_a_field_is_a_plain_number(long minor, string currency, string text) =>
        Assert.Equal(text, MoneyText.Plain(minor, currency));

    [Theory]
    [InlineData("America/New_York", "full", "Wed 14 Oct 14:02 EDT")]
    [InlineData("UTC", "time", "18:02 UTC")]
    [InlineData("Asia/Tokyo", "date", "Thu 15 Oct")]
    [InlineData("No/Where", "time", "18:02 UTC")]
    public void Times_are_clock_times_of_a_place(string zone, string show, string text) => Assert.Equal(text, ClockText.Format(Now, zone, Now, show));

    [Fact]
    public void The_year_stands_when_it_is_another() =>
        Assert.Equal("14 Oct 2026 18:02 UTC", ClockText.Format(Now, "UTC", Now.AddYears(1)));

    [Theory]
    [InlineData("Maren K.", "MK")]
    [InlineData("ada", "AD")]
    [InlineData("Ann-Sofie van Dyk", "AD")]
    [InlineData("", "?")]
    public void A_face_shows_initials(string name, string initials) => Assert.Equal(initials, Face.Initials(name));

    [Fact]
    public void Coming_back_never_leaves_this_app() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string>(asked =>
            Uri.TryCreate(new Uri("https://here.example/"), Pages.BackTo(asked, "/"), out var led) && led.Host == "here.example"));
}
