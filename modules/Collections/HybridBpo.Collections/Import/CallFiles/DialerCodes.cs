using HybridBpo.Collections.Reach;

namespace HybridBpo.Collections.Import.CallFiles;

/// <summary>What a dialer's outcome codes mean. A person says it once for each client; those of many dialers are proposed.</summary>
internal static class DialerCodes
{
    public const int MostLength = 60, MostCodes = 100;

    /// <summary>Codes are the same in capitals and in small letters.</summary>
    public static string Plain(string code) => code.Trim().ToLowerInvariant();

    public static bool IsOurs(string? outcome) => CallOutcomes.FromFiles.Any(o => o.Code == outcome);

    /// <summary>The outcome that a code stands for; null when nobody said. Our own codes need no saying.</summary>
    public static string? Meaning(string code, IReadOnlyDictionary<string, string>? said) =>
        said?.GetValueOrDefault(Plain(code)) is { } told && IsOurs(told) ? told : IsOurs(Plain(code)) ? Plain(code) : null;

    /// <summary>Codes of the file with what they are proposed to mean; empty where a person has to say.</summary>
    public static IReadOnlyList<(string Code, int Rows, string Meaning)> Of(CsvTable table, Mapping mapping)
    {
        if (mapping.Columns.FirstOrDefault(c => c.Value == "outcome").Key is not { } column) return [];
        var at = Mapping.Index(table, column);
        return at < 0 ? [] : [.. table.Rows.Select(r => Plain(r.Cells[at])).Where(c => c.Length is > 0 and <= MostLength)
            .GroupBy(c => c).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostCodes)
            .Select(g => (g.Key, g.Count(), Meaning(g.Key, mapping.Outcomes) ?? ""))];
    }

    /// <summary>What was said for the client's last file, and beside it what codes of this one usually mean.</summary>
    public static IReadOnlyDictionary<string, string> Propose(CsvTable table, Mapping mapping, IReadOnlyDictionary<string, string>? saved)
    {
        var proposed = new Dictionary<string, string>(saved ?? new Dictionary<string, string>());
        foreach (var (code, _, _) in Of(table, mapping))
            if (!proposed.ContainsKey(code) && Usual(code) is { } meaning) proposed[code] = meaning;
        return proposed;
    }

    /// <summary>What was said of this file's codes, and beside it what was said before of codes that it does not have.</summary>
    public static IReadOnlyDictionary<string, string> Remember(CsvTable table, Mapping mapping, IReadOnlyDictionary<string, string> before)
    {
        var here = Of(table, mapping).Select(c => c.Code).ToHashSet();
        var all = before.Where(b => !here.Contains(b.Key)).ToDictionary();
        foreach (var (code, meaning) in mapping.Outcomes ?? new Dictionary<string, string>()) all[code] = meaning;
        return all;
    }

    private static string? Usual(string code) => IsOurs(code) ? code : Fields.Plain(code) switch
    {
        "rpc" or "rightparty" or "rightpartycontact" or "contact" or "talked" or "conversation" or "promise" or "ptp" => CallOutcomes.RightParty,
        "tpc" or "3pc" or "thirdparty" or "thirdpartycontact" or "3rdparty" => CallOutcomes.ThirdParty,
        "na" or "noanswer" or "ringnoanswer" or "rna" or "noans" => CallOutcomes.NoAnswer,
        "vm" or "voicemail" or "am" or "answeringmachine" or "leftmessage" or "machine" or "lm" => CallOutcomes.Voicemail,
        "wn" or "wrongnumber" or "wrong" or "badnumber" => CallOutcomes.WrongNumber,
        "busy" or "sit" or "notinservice" or "disconnected" or "notconnected" or "failed" or "congestion" => CallOutcomes.NotConnected,
        _ => null,
    };
}
