using System.Globalization;
using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Views;

/// <summary>A place on a page as the script reads it: four numbers in points.</summary>
internal static class SpotText
{
    public static string? Of(Spot? spot) => spot is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{spot.X0:0.##} {spot.Y0:0.##} {spot.X1:0.##} {spot.Y1:0.##}");
}

/// <summary>How text can be in a file and yet not show.</summary>
internal static class HiddenText
{
    public static string Words(string how) => how switch
    {
        "ink" => "Same colour as the background, or covered",
        "off-page" => "Outside the page",
        "tiny" => "Too small to read",
        "actual-text" => "A second, hidden wording of what is printed",
        "docx-hidden" => "Marked as hidden, or white on white",
        "unicode" => "Written in characters that do not show",
        "metadata" => "In the properties of the file",
        _ => how,
    };
}

internal static class ViewText
{
    /// <summary>With a capital at its beginning and a full stop at its end.</summary>
    public static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + ".";

    /// <summary>"2022-03" as people write it; as it stands when it is no such date.</summary>
    public static string Month(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
            : DateOnly.TryParseExact(date, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
                ? month.ToString("MMM yyyy", CultureInfo.InvariantCulture)
                : date;
}

/// <summary>What was masked.</summary>
internal static class MaskWords
{
    public static string Of(string kind) => kind switch
    {
        "name" => "Name",
        "email" => "E-mail",
        "phone" => "Phone",
        "address" => "Address or town",
        "photo" => "Photo",
        "link" => "Links and profiles",
        "birth" => "Age or birth date",
        "gender" => "Words that reveal gender",
        "family" => "Family, nationality, religion",
        "identity" => "Head of the resume, name in doubt",
        "contact" => "Contact details",
        "affiliation" => "Groups by sex, origin or faith",
        "school" => "School",
        "school year" => "Years at school",
        _ => kind,
    };
}
