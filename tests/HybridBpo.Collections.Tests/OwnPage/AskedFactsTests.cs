using System.Text.RegularExpressions;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.OwnPage;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.Tests.OwnPage;

public partial class AskedFactsTests
{
    private static readonly AskedFacts Facts = Of(["12207-1234"], ["+12125550123", "+12125559876"], "12 B Elm Street 4");

    [Theory]
    [InlineData("12207", "0123", true)]
    [InlineData(" 12207-1234 ", "(212) 555-9876", true)]
    [InlineData("12208", "0123", false)]
    [InlineData("12207", "0124", false)]
    [InlineData("", "0123", false)]
    [InlineData("12207", "", false)]
    [InlineData("12207", "123", false)]
    public void Both_must_fit_however_they_are_written(string postal, string phone, bool fits) => Assert.Equal(fits, Facts.Fits(
        new Dictionary<string, string> { [AskedFacts.Postal] = postal, [AskedFacts.Phone] = phone, [AskedFacts.House] = "12" }));

    [Theory]
    [InlineData(AskedFacts.Postal, "k1a 0b1", "K1A0B1")]
    [InlineData(AskedFacts.Postal, "SW1A-1AA", "SW1A1AA")]
    [InlineData(AskedFacts.House, "12b", "12")]
    [InlineData(AskedFacts.House, "Hauptstr. 7a", "7")]
    [InlineData(AskedFacts.House, "Rose Cottage", "")]
    [InlineData(AskedFacts.Phone, "１２３４", "")]
    public void As_people_write_it(string fact, string text, string plain) => Assert.Equal(plain, AskedFacts.Plain(fact, text));

    [Fact]
    public void What_is_not_known_is_not_asked_and_one_fact_opens_nothing()
    {
        Assert.Equal([AskedFacts.Postal, AskedFacts.House], Of(["12207"], [], "12 Elm St").Asked);
        var one = Of(["12207"], [], "");
        Assert.False(one.CanAsk);
        Assert.False(one.Fits(new Dictionary<string, string> { [AskedFacts.Postal] = "12207", [AskedFacts.Phone] = "", [AskedFacts.House] = "" }));
        Assert.False(Of([], [], "").Fits(new Dictionary<string, string>()));
    }

    [Fact]
    public void Every_language_has_every_word_with_the_same_blanks()
    {
        foreach (var (key, words) in PageWords.Table)
        {
            Assert.Equal(PageWords.Languages.Order(), words.Keys.Order());
            Assert.All(words.Values, said => Assert.False(string.IsNullOrWhiteSpace(said), key));
            Assert.Single(words.Values.Select(said => string.Join(' ', Blank().Matches(said).Select(m => m.Value).Distinct().Order())).Distinct());
        }

        Assert.Equal(PageWords.English, PageWords.Of("xx").Lang);
    }

    [Theory]
    [InlineData("https://pay.example.com/{reference}?a=1", "https://pay.example.com/FB%2F1?a=1", true)]
    [InlineData("http://pay.example.com/", null, false)]
    [InlineData("javascript:alert(1)", null, false)]
    [InlineData("pay here", null, false)]
    public void Only_an_https_page_takes_payments(string set, string? leads, bool ok)
    {
        var pages = new PayPages(new ConfigurationBuilder().AddInMemoryCollection([new("OwnPage:PayAt:fernbrook", set)]).Build());
        Assert.Equal(leads, pages.For("fernbrook", "FB/1")?.AbsoluteUri);
        Assert.Null(pages.For("castlegate", "FB/1"));
        Assert.Equal(ok, pages.Look()!.Ok);
        Assert.Null(new PayPages(new ConfigurationBuilder().Build()).Look());
    }

    private static AskedFacts Of(string[] zips, string[] phones, string street) => AskedFacts.Of(
        zips.Select(zip => new Place("", "", zip, "US")),
        phones.Select(phone => new AddressRow("c", Guid.Empty, Guid.Empty, "phone", phone, false)), street);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Blank();
}
