using System.Collections.Frozen;
using YamlDotNet.Serialization;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>The time zones in which a person may be, as address and numbers tell.</summary>
internal static class UsZones
{
    private static readonly (FrozenDictionary<string, string[]> States, FrozenDictionary<string, string> AreaCodes) Data = Load();

    public static IReadOnlyList<PlausibleZone> Of(string state, string country, IEnumerable<string> phones)
    {
        var zones = new List<PlausibleZone>();
        if (IsUs(country) && Data.States.TryGetValue(state.Trim().ToUpperInvariant(), out var byAddress)) zones.AddRange(
            byAddress.Select(z => new PlausibleZone(z, "address")));
        foreach (var phone in phones)
            if (phone.StartsWith("+1", StringComparison.Ordinal) && phone.Length == 12 && Data.AreaCodes.TryGetValue(phone[2..5], out var of))
                zones.AddRange(Data.States[of].Select(z => new PlausibleZone(z, "phone")));
        return [.. zones.DistinctBy(z => z.Zone)];
    }

    /// <summary>State, and within it New York City, as part of a jurisdiction: <c>US-NY-NYC</c>, <c>US-NY-OTHER</c>, <c>US-CA</c>, or the country
    /// alone.</summary>
    public static string Jurisdiction(string attested, string state, string zip)
    {
        if (attested != "US" || !Data.States.ContainsKey(state.Trim().ToUpperInvariant())) return attested;
        var code = state.Trim().ToUpperInvariant();
        if (code != "NY") return $"US-{code}";
        return zip.Length < 3 ? "US-NY" : zip[
            ..3] is "100" or "101" or "102" or "103" or "104" or "110" or "111" or "112" or "113" or "114" or "116" ? "US-NY-NYC" : "US-NY-OTHER";
    }

    private static bool IsUs(string country) => country.Trim().ToUpperInvariant() is "" or "US" or "USA" or "UNITED STATES";

    private static (FrozenDictionary<string, string[]>, FrozenDictionary<string, string>) Load()
    {
        using var stream = typeof(UsZones).Assembly.GetManifestResourceStream("HybridBpo.Collections.Nudges.ContactRules.us-zones.yaml")!;
        var all = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string[]>>>(new StreamReader(stream));
        return (all["states"].ToFrozenDictionary(), all["area_codes"].SelectMany(s => s.Value.Select(c => (c, s.Key)))
            .ToFrozenDictionary(x => x.c, x => x.Key));
    }
}
