namespace HybridBpo.Collections.Protection.Suppressing;

/// <summary>Why an address goes on the firm-wide list by hand, or off it. Codes alone are kept: words could name somebody.</summary>
internal static class SuppressionWhy
{
    public static readonly IReadOnlyList<(string Code, string Label)> On =
    [
        ("own-request", "They asked us, for all clients"), ("wrong-person", "It is somebody else’s"), ("attorney", "Their attorney asked"),
        ("court", "A court ordered it"), ("regulator", "A regulator asked"), ("litigator", "Known to sue over calls or texts"),
        ("industry-list", "From a do-not-contact list"),
    ];

    public static readonly IReadOnlyList<(string Code, string Label)> Off =
    [
        ("mistake", "Put on by mistake"), ("own-consent", "They asked to be contacted again"), ("reassigned", "It belongs to somebody else now"),
    ];

    public static string Words(string code) => On.Concat(Off).FirstOrDefault(why => why.Code == code).Label ?? code;
}
