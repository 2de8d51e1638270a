using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>What a block of declarations says about being seen. Null where it says nothing.</summary>
internal sealed partial record Look(
    bool? Displayed = null, bool? Visible = null, bool? Opaque = null, bool? Tiny = null, bool? White = null, bool? Grounded = null,
    bool? Placed = null, bool? Away = null, bool? Indented = null, bool? Moves = null)
{
    private const int FarAway = 500;
    private const int SmallestPixels = 3;

    public static Look None { get; } = new();

    /// <summary>Whether anything here can hide text.</summary>
    public bool Matters => this != None;

    /// <summary>Whether anything here shows what another rule hides.</summary>
    public bool Shows => Displayed == true || Visible == true || Opaque == true || Away == false || Indented == false || Tiny == false;

    public static Look Of(string? declarations)
    {
        var look = None;
        if (string.IsNullOrWhiteSpace(declarations))
            return look;
        foreach (Match m in Declaration().Matches(declarations))
            look = look.With(m.Groups[1].Value.ToLowerInvariant(), m.Groups[2].Value.Trim().ToLowerInvariant());
        return look;
    }

    /// <summary>This look with what it leaves open taken from an earlier one.</summary>
    public Look Over(Look earlier) => new(
        Displayed ?? earlier.Displayed, Visible ?? earlier.Visible, Opaque ?? earlier.Opaque, Tiny ?? earlier.Tiny, White ?? earlier.White,
        Grounded ?? earlier.Grounded, Placed ?? earlier.Placed, Away ?? earlier.Away, Indented ?? earlier.Indented, Moves ?? earlier.Moves);

    private Look With(string name, string value) => name switch
    {
        "display" => this with { Displayed = !Starts(value, "none") },
        "visibility" => this with { Visible = !Starts(value, "hidden") && !Starts(value, "collapse") },
        "opacity" => this with { Opaque = !(Number(value) is 0 && !value.Contains('%', StringComparison.Ordinal)) },
        "font-size" => this with { Tiny = Pixels(value) is < SmallestPixels },
        "color" => this with { White = WhiteInk().IsMatch(value) },
        "background" or "background-color" or "background-image" => this with { Grounded = !Plain().IsMatch(value) },
        "position" => this with { Placed = Starts(value, "absolute") || Starts(value, "fixed") || Starts(value, "relative") },
        "left" or "top" or "right" => this with { Away = Pixels(value) is <= -FarAway },
        "text-indent" or "margin-left" => this with { Indented = Pixels(value) is <= -FarAway },
        "animation" or "animation-name" or "transition" => this with { Moves = !Starts(value, "none") },
        _ => this,
    };

    private static bool Starts(string value, string word) => value.StartsWith(word, StringComparison.Ordinal);

    private static double? Number(string value) =>
        Leading().Match(value) is { Success: true } m && double.TryParse(m.Groups[1].Value, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Lengths in pixels or points, and nought of anything; the others depend on what is around.</summary>
    private static double? Pixels(string value) =>
        Number(value) is { } number && (number == 0 || Leading().Match(value).Groups[2].Value is "px" or "pt" or "") ? number : null;

    /// <summary>A value ends at the semicolon, but not at one inside of brackets, as a picture's data has them.</summary>
    [GeneratedRegex(@"([A-Za-z-]{2,40})\s*:((?:[^;()]|\([^)]*\))*)", RegexOptions.None, 2_000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(-?\d{0,9}(?:\.\d{1,9})?)([a-z%]*)", RegexOptions.None, 2_000)]
    private static partial Regex Leading();

    [GeneratedRegex(@"^(?:white\b|#fff(?:f|fffff|fff)?(?![0-9a-f])|#f[5-f]f[5-f]f[5-f](?![0-9a-f])|rgba?\(\s*255[\s,]+255[\s,]+255|transparent\b"
        + @"|rgba\([^)]*,\s*0?\.?0\s*\))", RegexOptions.None, 2_000)]
    private static partial Regex WhiteInk();

    [GeneratedRegex(@"^(?:none|transparent|white|initial|unset|0(?:\s|$)|#fff(?:f|fffff|fff)?(?![0-9a-f])|#f[5-f]f[5-f]f[5-f](?![0-9a-f])"
        + @"|rgba?\(\s*255[\s,]+255[\s,]+255)(?!.*(?:url|gradient)\()", RegexOptions.None, 2_000)]
    private static partial Regex Plain();
}
