using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>How long the log of looks is kept.</summary>
/// <param name="Kept">Rows that are older go, but for those at people under a legal hold.</param>
public sealed record LookSettings(TimeSpan Kept)
{
    /// <summary>The database refuses to remove a row that is younger, whoever asks.</summary>
    public const int Least = 365;

    /// <summary>Ten years: who looked at somebody is personal to both.</summary>
    public const int Most = 3_653;

    /// <summary>Three years.</summary>
    public const int Usual = 1_096;

    /// <summary>Such as "1,096 days".</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Kept.TotalDays:N0} days");

    /// <summary>Reads <c>Looks:KeptDays</c>.</summary>
    /// <param name="configuration">Where it may stand.</param>
    /// <exception cref="InvalidOperationException">It is no number of days, or one out of bounds.</exception>
    public static LookSettings Read(IConfiguration configuration)
    {
        var text = configuration["Looks:KeptDays"];
        var days = text is null ? Usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : 0;
        return days is >= Least and <= Most ? new LookSettings(TimeSpan.FromDays(days))
            : throw new InvalidOperationException($"Looks:KeptDays is “{text}”; it must be between {Least} and {Most:N0} days.");
    }
}
