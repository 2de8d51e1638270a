using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Precision and recall of a field over many files, counted on sets of normalised values.</summary>
internal sealed class FieldScore(string field)
{
    private int found;
    private int right;
    private int wanted;
    private int hit;

    public double Precision => found == 0 ? 1 : (double)right / found;

    public double Recall => wanted == 0 ? 1 : (double)hit / wanted;

    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    public List<string> Misses { get; } = [];

    public void Add(string file, IEnumerable<string?> got, IEnumerable<string?> truth, bool partly = false)
    {
        var a = got.Select(Key).Where(k => k.Length > 0).Distinct().ToList();
        var b = truth.Select(Key).Where(k => k.Length > 0).Distinct().ToList();
        found += a.Count;
        wanted += b.Count;
        right += a.Count(x => b.Any(y => Same(x, y, partly)));
        hit += b.Count(y => a.Any(x => Same(x, y, partly)));
        Misses.AddRange(b.Where(y => !a.Any(x => Same(x, y, partly))).Select(y => $"{file} missed {y}"));
        Misses.AddRange(a.Where(x => !b.Any(y => Same(x, y, partly))).Select(x => $"{file} invented {x}"));
    }

    public override string ToString() => FormattableString.Invariant(
        $"{field,-12} P {Precision:0.000}  R {Recall:0.000}  F1 {F1:0.000}  (n {wanted})");

    private static bool Same(string a, string b, bool partly) => a == b || (partly && (Inside(a, b) || Inside(b, a)));

    private static bool Inside(string a, string b) => $" {b} ".Contains($" {a} ", StringComparison.Ordinal);

    private static string Key(string? text) =>
        string.Join(' ', WordSequence.Bare(Compatibility.WithoutAccents(text ?? "").Replace("­", "-", StringComparison.Ordinal)).Where(w =>
            w is not ("in" or "of" or "the" or "and")));
}
