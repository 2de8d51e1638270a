using System.Text;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A placement file of people who owe a little, due so many days from now.</summary>
internal static class DueFile
{
    // The mail server takes its time with addresses that begin with "slow", so that some are under way whenever a host dies.
    public static string Of(string prefix, int count, int due) =>
        "account_ref,customer_ref,name,email,due_date,balance,creditor,account_type\n" + Rows(prefix, count, due);

    public static string Rows(string prefix, int count, int due)
    {
        var text = new StringBuilder();
        for (var n = 0; n < count; n++)
        {
            var mail = $"{prefix}{n}@example.com".ToLowerInvariant();
            text.Append($"{prefix}-{n},{prefix}C-{n},Person {prefix}{n},{mail},{DayTime.Day(due)},{20 + n % 50}.00,Riverton Water,water\n");
        }
        return text.ToString();
    }
}
