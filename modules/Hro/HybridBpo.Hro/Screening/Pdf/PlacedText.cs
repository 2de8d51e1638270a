using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>A stretch of text as <c>pdftohtml -xml</c> places it, on the page or off it.</summary>
internal sealed record PlacedText(string Text, int Page, Box Box, int Brightness, bool OffPage);

/// <summary>Reads the output of <c>pdftohtml -xml</c>: the one that keeps text outside the page and its colour.</summary>
internal static partial class PlacedTexts
{
    public static IReadOnlyList<PlacedText> Read(byte[] xml, IReadOnlyList<PdfPage> pages)
    {
        var found = new List<PlacedText>();
        var colours = new Dictionary<string, int>(StringComparer.Ordinal);
        int page = 0;
        double width = 0, height = 0;
        foreach (Match m in Element().Matches(Encoding.UTF8.GetString(xml)))
        {
            if (m.Groups["page"].Success)
            {
                page++;
                (height, width) = (Number(m, "ph"), Number(m, "pw"));
            }
            else if (m.Groups["id"].Success)
            {
                colours[m.Groups["id"].Value] = Brightness(m.Groups["colour"].Value);
            }
            else if (page > 0 && page <= pages.Count && width > 0)
            {
                var scale = pages[page - 1].Width / width;
                double left = Number(m, "left"), top = Number(m, "top");
                var box = new Box(left * scale, top * scale, (left + Number(m, "w")) * scale, (top + Number(m, "h")) * scale);
                var text = Normaliser.Clean(WebUtility.HtmlDecode(Tag().Replace(m.Groups["text"].Value, ""))).Trim();
                var off = left + Number(m, "w") <= 0 || top + Number(m, "h") <= 0 || left >= width || top >= height;
                found.Add(new PlacedText(text, page, box, colours.GetValueOrDefault(m.Groups["font"].Value), off));
            }
        }

        return found;
    }

    private static double Number(Match m, string group) => double.Parse(m.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int Brightness(string colour)
    {
        int Part(int at) => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (Part(0) * 299 + Part(2) * 587 + Part(4) * 114) / 1000;
    }

    [GeneratedRegex("""(?<page><page number="\d+"[^>]*? height="(?<ph>\d{1,6})" width="(?<pw>\d{1,6})">)"""
        + """|<fontspec id="(?<id>\d+)"[^>]*? color="#(?<colour>[0-9a-fA-F]{6})"/>"""
        + """|<text top="(?<top>-?\d{1,7})" left="(?<left>-?\d{1,7})" width="(?<w>-?\d{1,7})" height="(?<h>-?\d{1,7})" """
        + """font="(?<font>\d+)">(?<text>.*?)</text>""",
        RegexOptions.Singleline, 5_000)]
    private static partial Regex Element();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 5_000)]
    private static partial Regex Tag();
}
