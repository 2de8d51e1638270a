using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>What happened on an account, told about nobody: what people wrote, said or were called is left out. Pure.</summary>
internal static partial class SampleEvents
{
    public static EvidenceEvent Told(EvidenceEvent e, Disguise disguise) =>
        e with
        {
            Words = disguise.Text(Who().Replace(e.Words, "")),
            Detail = Detail(e, disguise) is { Length: > 0 } detail ? detail : null,
        };

    public static EvidenceEvent Moved(EvidenceEvent e, MovedDays moved, DateTimeOffset before)
    {
        var at = e.At.AddDays(moved.Days);
        return e with
        {
            At = e.DayOnly || at < before ? at : before.AddMinutes(-1),
            Words = moved.Text(e.Words),
            Detail = e.Detail is { } detail ? moved.Text(detail) : null,
        };
    }

    // Only what has fixed words: of a reason or a way its code, never what follows the colon.
    private static string? Detail(EvidenceEvent e, Disguise disguise) => e.Kind switch
    {
        "sent" or "blocked" => e.Detail is null ? null : disguise.Text(e.Detail),
        "placed" => e.Detail is null ? null : "line 12 of the file",
        "planned" => "every rule is asked again when it is due",
        "payment" or "returned" or "adjusted" => e.Detail is null ? null : disguise.Code(e.Detail),
        "stop" or "plan" or "refused" or "dispute" or "hold" or "keep" => e.Detail is null ? null : disguise.Text(e.Detail.Split(':')[0]),
        _ => null,
    };

    // Who called or noted it: they would know that they did not.
    [GeneratedRegex(@"(?<=^(?:Called[^,]*|Somebody else called us|Plan accepted|Plan refused)), [^·]+?(?= ·|$)")]
    private static partial Regex Who();
}
