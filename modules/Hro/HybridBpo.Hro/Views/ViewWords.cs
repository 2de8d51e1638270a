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
        "ink" => "No ink: the colour of the paper",
        "off-page" => "Outside the page",
        "tiny" => "Too small to read",
        "actual-text" => "A hidden second wording of what is printed",
        "docx-hidden" => "Marked as hidden in the document",
        "unicode" => "Spelled in characters that do not show",
        "metadata" => "In the properties of the file",
        _ => how,
    };
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
        "gender" => "Words that tell the sex",
        "family" => "Family, nationality, religion",
        "identity" => "Head of the resume, name in doubt",
        "contact" => "Contact details",
        "affiliation" => "Groups by sex, origin or faith",
        "school" => "School",
        "school year" => "Years at school",
        _ => kind,
    };
}
