using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>A rendered page in grey, from <c>pdftoppm -gray</c> (PGM, 8 bit).</summary>
internal sealed record PageImage(int Width, int Height, ReadOnlyMemory<byte> Pixels)
{
    /// <summary>Reads pictures that were written one after the other.</summary>
    public static IReadOnlyList<PageImage> ReadAll(byte[] pgm)
    {
        var images = new List<PageImage>();
        var at = 0;
        while (at + 2 < pgm.Length && pgm[at] == 'P' && pgm[at + 1] == '5')
        {
            at += 2;
            int width = Next(pgm, ref at), height = Next(pgm, ref at), most = Next(pgm, ref at);
            at++;
            if (width <= 0 || height <= 0 || most != 255 || (long)width * height > pgm.Length - at)
                break;
            images.Add(new PageImage(width, height, pgm.AsMemory(at, width * height)));
            at += width * height;
        }

        return images;
    }

    /// <summary>Darkest and lightest grey inside a box given in points on a page of that size; null when the box holds no pixel.</summary>
    public (byte Low, byte High)? Range(Box box, double pageWidth, double pageHeight)
    {
        double sx = Width / pageWidth, sy = Height / pageHeight;
        int x0 = Math.Clamp((int)Math.Floor(box.X0 * sx), 0, Width), x1 = Math.Clamp((int)Math.Ceiling(box.X1 * sx), 0, Width);
        int y0 = Math.Clamp((int)Math.Floor(box.Y0 * sy), 0, Height), y1 = Math.Clamp((int)Math.Ceiling(box.Y1 * sy), 0, Height);
        if (x0 >= x1 || y0 >= y1)
            return null;
        byte low = 255, high = 0;
        var pixels = Pixels.Span;
        for (var y = y0; y < y1; y++)
        {
            foreach (var p in pixels.Slice(y * Width + x0, x1 - x0))
            {
                low = Math.Min(low, p);
                high = Math.Max(high, p);
            }
        }

        return (low, high);
    }

    private static int Next(byte[] pgm, ref int at)
    {
        while (at < pgm.Length && char.IsWhiteSpace((char)pgm[at]))
            at++;
        var start = at;
        while (at < pgm.Length && at - start < 9 && char.IsAsciiDigit((char)pgm[at]))
            at++;
        return int.TryParse(pgm.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var n) ? n : -1;
    }
}
