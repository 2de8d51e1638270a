using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Risk.Flags;

namespace HybridBpo.Collections.Tests.Flags;

/// <summary>Words about somebody become words about nobody, and stay words.</summary>
public class DisguiseTests
{
    private static readonly Disguise Disguise = new(
        new Guid("8a6f1c1e-0b5d-4c52-9a3e-2f1f6f0d7b11"), "USD", "Al Bright", "Robin Marlow", "FB-200695", "FB-285256");

    [Fact]
    public void A_payments_code_keeps_the_accounts_reference_and_no_number_of_its_own()
    {
        var code = Disguise.Code("FB-200695-031");
        Assert.StartsWith("FB-285256-", code);
        Assert.NotEqual("FB-285256-031", code);
    }

    [Theory]
    [InlineData("CM-700613", @"^CM-700[1-9]{3}$")]
    [InlineData("2024/77/001234-A", @"^2024/77/001[1-9]{3}-A$")]
    [InlineData("X9", "^X[1-9]$")]
    public void An_invented_reference_stands_among_the_clients_own(string real, string like) =>
        Assert.Matches(like, Disguise.Neighbour(real, new Guid("8a6f1c1e-0b5d-4c52-9a3e-2f1f6f0d7b11")));

    [Theory]
    [InlineData("Balance of the brightest day")]
    [InlineData("due 2026-11-23, sent 30 Dec 2025 09:00")]
    [InlineData("every rule is asked again when it is due")]
    public void What_tells_nobody_stays_as_it_is(string words) => Assert.Equal(words, Disguise.Text(words));

    [Fact]
    public void Name_reference_numbers_and_addresses_are_others()
    {
        var told = Disguise.Text("Al Bright (fb-200695) paid $1,250.00 by +1 212 555 0123, al@bright.example");
        Assert.StartsWith("Robin Marlow (FB-285256) paid $", told);
        foreach (var real in new[] { "1,250.00", "212 555 0123", "al@bright.example" }) Assert.DoesNotContain(real, told);
    }

    [Fact]
    public void Whatever_stands_around_them_name_and_reference_are_gone() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), noise =>
    {
        var told = Disguise.Text($"{noise} Al Bright {noise} FB-200695 {noise}");
        return told.Contains("Robin Marlow", StringComparison.Ordinal) && told.Contains("FB-285256", StringComparison.Ordinal)
            && !told.Contains("Al Bright", StringComparison.OrdinalIgnoreCase) && !told.Contains("FB-200695", StringComparison.OrdinalIgnoreCase);
    }).QuickCheckThrowOnFailure();
}
