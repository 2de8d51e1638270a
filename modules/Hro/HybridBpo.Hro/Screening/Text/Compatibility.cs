using System.Globalization;
using System.Text;
using YamlDotNet.Serialization;

namespace HybridBpo.Hro.Screening;

/// <summary>NFKC for the scripts that occur in resumes, from a table of our own: the runtime has none under invariant globalisation.</summary>
internal static class Compatibility
{
    private static readonly Lazy<(Dictionary<int, string> Fold, Dictionary<(int, int), int> Compose)> Tables = new(Load);

    /// <summary>The compatibility form of a code point, or null when it is its own.</summary>
    public static string? Fold(int codePoint) =>
        codePoint < 0x80 ? null : Tables.Value.Fold.GetValueOrDefault(codePoint);

    /// <summary>The composed letter of a base and a combining mark, or null.</summary>
    public static int? Compose(int letter, int mark) =>
        Tables.Value.Compose.TryGetValue((letter, mark), out var composed) ? composed : null;

    /// <summary>Letters without their accents, for comparing names: "Wiśniewska" is "Wisniewska".</summary>
    public static string WithoutAccents(string text)
    {
        var bases = Bases.Value;
        return string.Concat(text.Select(c => bases.TryGetValue(c, out var plain) ? plain : c));
    }

    private static readonly Lazy<Dictionary<char, char>> Bases = new(() =>
    {
        var bases = new Dictionary<char, char> { ['ł'] = 'l', ['Ł'] = 'L', ['ø'] = 'o', ['Ø'] = 'O', ['đ'] = 'd', ['ı'] = 'i' };
        foreach (var ((letter, _), composed) in Tables.Value.Compose)
        {
            if (composed < 0x10000 && letter < 0x10000)
                bases.TryAdd((char)composed, bases.GetValueOrDefault((char)letter, (char)letter));
        }

        return bases;
    });

    private static (Dictionary<int, string>, Dictionary<(int, int), int>) Load()
    {
        var table = new Deserializer().Deserialize<Dictionary<string, string>>(Resources.Read("nfkc.yaml"));
        var fold = new Dictionary<int, string>();
        foreach (var entry in table["fold"].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (from, to) = Split(entry, '>');
            var (first, last) = from.Contains('-') ? Split(from, '-') : (from, from);
            var target = to.Split('+').Select(Hex).ToArray();
            for (int c = Hex(first), end = Hex(last), step = 0; c <= end; c++, step++)
            {
                var text = new StringBuilder();
                foreach (var t in target)
                    text.Append(char.ConvertFromUtf32(t + step));
                fold[c] = text.ToString();
            }
        }

        var compose = new Dictionary<(int, int), int>();
        foreach (var entry in table["compose"].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (from, to) = Split(entry, '>');
            var (letter, mark) = Split(from, '+');
            compose[(Hex(letter), Hex(mark))] = Hex(to);
        }

        return (fold, compose);
    }

    private static (string, string) Split(string text, char at) => (text[..text.IndexOf(at)], text[(text.IndexOf(at) + 1)..]);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
