using System.Text;
using System.Text.Encodings.Web;

namespace HybridBpo.Hro.Screening;

/// <summary>HTML in which every hole is encoded: what a file says can never become markup.</summary>
internal readonly struct Html
{
    private readonly string? markup;

    private Html(string markup) => this.markup = markup;

    public static Html Of(Holes holes) => new(holes.ToString());

    public static Html Trusted(string markup) => new(markup);

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts));

    public override string ToString() => markup ?? "";

    /// <summary>The interpolated text: literals stay, values are encoded.</summary>
    [System.Runtime.CompilerServices.InterpolatedStringHandler]
    internal readonly struct Holes(int literalLength, int holeCount)
    {
        private readonly StringBuilder text = new(literalLength + holeCount * 16);

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Html html) => text.Append(html.ToString());

        public void AppendFormatted<T>(T value) =>
            text.Append(HtmlEncoder.Default.Encode(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""));

        public override string ToString() => text.ToString();
    }
}
