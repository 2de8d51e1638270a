using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>Years in a sentence.</summary>
internal static class YearWords
{
    /// <summary>"1 year", "2.5 years", "less than a month".</summary>
    public static string Of(double years) => Text(years) switch
    {
        "0" => "less than a month",
        "1" => "1 year",
        var text => $"{text} years",
    };

    /// <summary>"1 to 3 years, depending on the reading of the dates"; one figure where every reading gives the same.</summary>
    public static string Span(double least, double most) => Text(least) == Text(most)
        ? Of(most)
        : $"{Text(least)} to {Of(most)}, depending on the reading of the dates";

    /// <summary>"1 year is asked for".</summary>
    public static string Asked(double years) => $"{Of(years)} {(Text(years) == "1" ? "is" : "are")} asked for";

    private static string Text(double years) => years.ToString("0.#", CultureInfo.InvariantCulture);
}
