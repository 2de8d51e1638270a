using FsCheck.Fluent;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Inbox.Tests.Cases;

public class FieldTests
{
    [Theory]
    [InlineData("money", "6200", "6200")]
    [InlineData("money", "+6200", "6200")]
    [InlineData("count", " 12 ", "12")]
    [InlineData("date", "2026-02-28", "2026-02-28")]
    [InlineData("text", " a line\nand another ", "a line\nand another")]
    public void A_readable_value_is_stored_in_one_form(string type, string given, string stored) =>
        Assert.Equal(stored, Check(type, given).Value["x"]);

    [Theory]
    [InlineData("money", "62.50")]
    [InlineData("money", "99999999999999999999")]
    [InlineData("count", "12 months")]
    [InlineData("date", "28.02.2026")]
    [InlineData("date", "2026-02-30")]
    [InlineData("text", "a\0b")]
    public void An_unreadable_value_is_refused_by_name(string type, string given) =>
        Assert.Contains("“Label”", Assert.IsType<FieldNotReadable>(Check(type, given).Refusal).Message);

    [Theory]
    [InlineData("99")]
    [InlineData("10001")]
    [InlineData("-6200")]
    public void A_number_outside_its_range_is_refused_with_the_range(string given) =>
        Assert.Equal("“Label” must be between $1 and $100.", Assert.IsType<FieldOutOfRange>(Check("money", given).Refusal).Message);

    [Fact]
    public void A_field_of_another_answer_is_refused() =>
        Assert.IsType<FieldUnknown>(CaseFields.Check(Choice("money", false), new Dictionary<string, string> { ["y"] = "1" }).Refusal);

    [Theory]
    [InlineData("62", "6200")]
    [InlineData("$1,486.20", "148620")]
    [InlineData("1,486", "148600")]
    [InlineData("0.5", "50")]
    [InlineData("62,50", "62,50?")]
    [InlineData("62.505", "62.505?")]
    [InlineData("sixty", "sixty?")]
    [InlineData("1e9", "1e9?")]
    public void Typed_money_becomes_minor_units_or_stays_unreadable(string typed, string minor) =>
        Assert.Equal(minor, Amounts.ToMinor(typed, "USD"));

    [Fact]
    public void Yen_have_no_cents()
    {
        Assert.Equal("620", Amounts.ToMinor("620", "JPY"));
        Assert.Equal("¥620", Amounts.Plain(620, "JPY"));
    }

    [Fact]
    public void Money_shown_for_editing_reads_back_as_the_same_amount() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(-1_000_000_000, 1_000_000_000).ToArbitrary(),
            minor => Amounts.ToMinor(Amounts.Edit(minor, "USD"), "USD") == $"{minor}" && Amounts.ToMinor(Amounts.Edit(minor, "JPY"),
                "JPY") == $"{minor}"));

    private static Platform.Result<IReadOnlyDictionary<string, string>> Check(string type, string given) =>
        CaseFields.Check(Choice(type, true), new Dictionary<string, string> { ["x"] = given });

    private static CaseChoice Choice(string type, bool required) =>
        new("c", "", "", false, false, "", [new CaseField("x", "Label", type, "USD", type == "count" ? 1 : 100, 10_000, required)]);
}
