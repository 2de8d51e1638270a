using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.OwnPage;

/// <summary>
/// What is asked before anything of a debt is told (15 USC 1692c(b): to nobody but the person): two facts that stand in the client's file and in no
/// message of ours. Pure.
/// </summary>
/// <param name="Known">What fits, by fact; of several places or numbers each.</param>
internal sealed record AskedFacts(IReadOnlyDictionary<string, IReadOnlySet<string>> Known)
{
    public const string Postal = "postal", Phone = "phone", House = "house";

    public const int Needed = 2;

    private static readonly string[] InOrder = [Postal, Phone, House];

    public static AskedFacts Of(IEnumerable<Place> places, IEnumerable<AddressRow> addresses, string street) =>
        new(new Dictionary<string, IReadOnlySet<string>>
        {
            [Postal] = Some(places.Select(p => Plain(Postal, p.Zip))),
            [Phone] = Some(addresses.Where(a => a.Kind == "phone").Select(a => Plain(Phone, a.Value))),
            [House] = Some([Plain(House, street)]),
        });

    /// <summary>The facts to ask for; fewer than two: the page opens for nobody.</summary>
    public IReadOnlyList<string> Asked => [.. InOrder.Where(fact => Known[fact].Count > 0).Take(Needed)];

    public bool CanAsk => Asked.Count == Needed;

    public bool Fits(IReadOnlyDictionary<string, string> given) =>
        CanAsk && Asked.All(fact => Known[fact].Contains(Plain(fact, given.GetValueOrDefault(fact, ""))));

    /// <summary>As people write it and files hold it: "k1a 0b1" and "K1A0B1", "12207-1234" and "12207", "+1 (212) 555-0123" and "0123", "12 B Elm St"
    /// and "12".</summary>
    internal static string Plain(string fact, string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        switch (fact)
        {
            case Postal:
                var signs = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
                return signs.Length == 9 && signs == digits ? signs[..5] : signs;
            case Phone:
                return digits.Length < 4 ? "" : digits[^4..];
            default:
                return string.Concat(text.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit));
        }
    }

    private static HashSet<string> Some(IEnumerable<string> values) => [.. values.Where(v => v.Length > 0)];
}
