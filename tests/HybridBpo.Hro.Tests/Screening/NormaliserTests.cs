using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class NormaliserTests
{
    [Theory]
    [InlineData("ﬁreside", "fireside")]
    [InlineData("Ｆｕｌｌ　ｗｉｄｔｈ", "Full width")]
    [InlineData("𝐏𝐲𝐭𝐡𝐨𝐧", "Python")]
    [InlineData("Résume\u0301", "Résumé")]
    [InlineData("H\u200Be\u200Dl\u2060lo", "Hello")]
    [InlineData("abc\u202Edef", "abcdef")]
    [InlineData("½", "1⁄2")]
    public void Compatibility_forms_are_folded_and_invisible_characters_go(string raw, string clean) => Assert.Equal(clean, Normaliser.Clean(raw));

    [Fact]
    public void Every_character_leads_back_to_its_place_in_the_raw_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), raw =>
        {
            raw ??= "";
            var normal = Normaliser.Read(raw);
            return normal.Offsets.Count == normal.Text.Length && normal.Offsets.Zip(normal.Offsets.Skip(1)).All(p => p.First <= p.Second)
                && normal.Offsets.All(o => o >= 0 && o < raw.Length) && Normaliser.Clean(normal.Text) == normal.Text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accents_do_not_part_two_spellings_of_a_name() =>
        Assert.Equal("Anna Wisniewska Zoe", Compatibility.WithoutAccents("Anna Wiśniewska Zoë"));
}
