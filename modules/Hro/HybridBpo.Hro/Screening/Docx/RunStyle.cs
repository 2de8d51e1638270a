using System.Globalization;
using System.Xml.Linq;

namespace HybridBpo.Hro.Screening;

/// <summary>What decides whether a run can be seen: hidden by switch, its colour, its size, what is behind it.</summary>
internal sealed record RunStyle(bool? Vanish = null, string? Colour = null, int? HalfPoints = null, string? Behind = null)
{
    private const int UnreadableHalfPoints = 4;

    public static RunStyle Of(XElement? properties) => new(
        properties.Toggle("vanish"),
        properties?.Element(WordXml.W + "color").Val(),
        int.TryParse(properties?.Element(WordXml.W + "sz").Val(), CultureInfo.InvariantCulture, out var size) ? size : null,
        properties?.Element(WordXml.W + "highlight").Val() is { } mark && mark != "none" ? mark : Fill(properties));

    /// <summary>The colour behind, or null for none. Word names it as a colour, by the theme, or as a pattern in a colour of its own.</summary>
    public static string? Fill(XElement? properties)
    {
        if (properties?.Element(WordXml.W + "shd") is not { } shade)
            return null;
        if (shade.Val() is not (null or "clear" or "nil" or "none"))
            return "pattern";
        var fill = (string?)shade.Attribute(WordXml.W + "fill") is { } said && said != "auto" ? said : null;
        return (string?)shade.Attribute(WordXml.W + "themeFill") is { } theme && theme is not ("background1" or "light1") ? theme : fill;
    }

    public static bool IsWhite(string? colour) =>
        string.Equals(colour, "white", StringComparison.OrdinalIgnoreCase)
        || (colour is { Length: 6 } && int.TryParse(colour, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rgb)
            && (rgb >> 16) >= 0xF3 && ((rgb >> 8) & 0xFF) >= 0xF3 && (rgb & 0xFF) >= 0xF3);

    /// <summary>This style with what it leaves open taken from a more general one.</summary>
    public RunStyle Over(RunStyle? general) => general is null
        ? this
        : new(Vanish ?? general.Vanish, Colour ?? general.Colour, HalfPoints ?? general.HalfPoints, Behind ?? general.Behind);

    /// <summary>How the run is hidden, or null. White text counts only where the ground is known to be white.</summary>
    public string? Hidden(bool groundIsPlain)
    {
        if (Vanish == true)
            return "docx-hidden";
        if (HalfPoints is <= UnreadableHalfPoints)
            return "tiny";
        return IsWhite(Colour) && ((Behind is null && groundIsPlain) || IsWhite(Behind)) ? "docx-hidden" : null;
    }
}

/// <summary>The document's named styles, each with what it inherits.</summary>
internal sealed class StyleTable
{
    private readonly Dictionary<string, XElement> styles = new(StringComparer.Ordinal);
    private readonly RunStyle defaults;

    public StyleTable(XElement? root)
    {
        defaults = RunStyle.Of(root?.Element(WordXml.W + "docDefaults")?.Element(WordXml.W + "rPrDefault")?.Element(WordXml.W + "rPr"));
        foreach (var style in root?.Elements(WordXml.W + "style") ?? [])
            styles.TryAdd((string?)style.Attribute(WordXml.W + "styleId") ?? "", style);
    }

    public RunStyle Of(string? runStyle, string? paragraphStyle) => Named(runStyle, 0).Over(Named(paragraphStyle, 0)).Over(defaults);

    public bool IsList(string? paragraphStyle) =>
        Chain(paragraphStyle).Any(s => s.Element(WordXml.W + "pPr")?.Element(WordXml.W + "numPr") is not null);

    private RunStyle Named(string? id, int depth) =>
        id is null || depth > 20 || !styles.TryGetValue(id, out var style)
            ? new RunStyle()
            : RunStyle.Of(style.Element(WordXml.W + "rPr")).Over(new RunStyle(Behind: RunStyle.Fill(style.Element(WordXml.W + "pPr"))))
                .Over(Named(style.Element(WordXml.W + "basedOn").Val(), depth + 1));

    private IEnumerable<XElement> Chain(string? id)
    {
        for (var depth = 0; depth < 20 && id is not null && styles.TryGetValue(id, out var style); depth++)
        {
            yield return style;
            id = style.Element(WordXml.W + "basedOn").Val();
        }
    }
}
