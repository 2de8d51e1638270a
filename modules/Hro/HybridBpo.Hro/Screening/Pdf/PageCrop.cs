using System.Globalization;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>Cuts the stretch of a page around a box, as a PNG: the proof beside the words.</summary>
internal static class PageCrop
{
    private const int Resolution = 144;
    private const double Margin = 14;

    public static async Task<Result<byte[]>> CutAsync(byte[] pdf, int page, Box box, string file, CancellationToken ct)
    {
        using var temporary = await TemporaryFile.WriteAsync(pdf, ct);
        const double Scale = Resolution / 72.0;
        static string Pixels(double points) => Math.Clamp((int)Math.Round(points * Scale), 0, 6_000).ToString(CultureInfo.InvariantCulture);
        var at = page.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-q", "-png", "-r", Resolution.ToString(CultureInfo.InvariantCulture), "-f", at, "-l", at, "-x", Pixels(box.X0 - Margin), "-y",
                Pixels(box.Y0 - Margin),
            "-W", Pixels(Math.Max(60, box.Width + 2 * Margin)), "-H", Pixels(Math.Max(20, box.Height + 2 * Margin)), temporary.Path,
        ];
        if (!(await Tool.RunAsync("pdftoppm", arguments, file, ct)).Is(out var drawn, out var refusal))
            return refusal;
        return drawn.ExitCode == 0 && drawn.Output.AsSpan().StartsWith((byte[])[0x89, 0x50, 0x4E, 0x47])
            ? drawn.Output
            : new DamagedFile(file, $"page {page} could not be drawn");
    }
}
