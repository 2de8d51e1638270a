using System.Xml.Linq;

namespace HybridBpo.Hro.Screening;

/// <summary>Names of the WordprocessingML elements that matter here.</summary>
internal static class WordXml
{
    public static readonly XNamespace W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    public static readonly XNamespace Mc = "http://schemas.openxmlformats.org/markup-compatibility/2006";
    public static readonly XNamespace Wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";

    public static string? Val(this XElement? element) => (string?)element?.Attribute(W + "val");

    /// <summary>A toggle such as w:vanish: present means on, unless its value says off. Null when absent.</summary>
    public static bool? Toggle(this XElement? properties, string name) =>
        properties?.Element(W + name) is { } e ? e.Val() is not ("0" or "false" or "off") : null;
}
