using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Tests.Features;

public class FeatureNamesTests
{
    [Theory]
    [InlineData("promises_broken_6m", 1, "1 promise not kept in the last 6 months")]
    [InlineData("promises_broken_6m", 2, "2 promises not kept in the last 6 months")]
    [InlineData("promises_broken_6m", 0, "No promise was broken in the last 6 months")]
    [InlineData("days_past_due", 1, "1 day late today")]
    [InlineData("bills_late_12m", 1, "1 bill paid over 5 days late in the last 12 months")]
    [InlineData("delay_3m", 0.4, "Bills are paid on their day")]
    [InlineData("delay_3m", -1.2, "Bills are paid 1 day before their day")]
    [InlineData("delay_change", -3, "Pays 3 days earlier than half a year before")]
    [InlineData("balance_change_3m", 0.04, "The balance is as it was 3 months ago")]
    [InlineData("balance_change_3m", -1.25, "The balance fell by 1.2 × the usual bill in 3 months")]
    [InlineData("paid_to_billed_3m", -0.2, "More was returned than paid in the last 3 months")]
    [InlineData("paid_to_billed_3m", 0.456, "Paid 46 % of what fell due in the last 3 months")]
    [InlineData("months_known", 1, "Known for 1 month")]
    public void A_value_reads_as_a_sentence(string code, float value, string says) =>
        Assert.Equal(says, FeatureNames.All.Single(f => f.Code == code).Say(value));

    [Fact]
    public void No_sentence_shows_its_marks_whatever_the_value()
    {
        foreach (var feature in FeatureNames.All)
            foreach (var value in new[] { float.NaN, -1000, -2, -1, -0.001f, 0, 0.001f, 0.5f, 1, 2, 1000 }
                .Where(v => !(v < -0.5) || feature.Less != ""))
            {
                Assert.DoesNotMatch(@"[#{}]|-\d|\b1 (days|bills|payments|promises|months)\b", feature.Say(value));
                Assert.DoesNotMatch(@"\b(0|2|1000) (day|bill|payment|promise|month)\b", feature.Say(value));
            }
    }
}
