using System.Collections.Frozen;
using HybridBpo.Collections.Accounts;
using NodaTime.TimeZones;
using YamlDotNet.Serialization;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>
/// Where a person may be, as addresses and numbers tell. Each of them counts; one that is there and cannot be placed is a zone that nobody knows, and
/// the rules block until somebody does.
/// </summary>
internal static class Whereabouts
{
    private static readonly string[] NewYorkCity = ["100", "101", "102", "103", "104", "110", "111", "112", "113", "114", "116"];

    private static readonly FrozenDictionary<string, string[]> States, Countries;
    private static readonly FrozenDictionary<string, string> StateNames, Zips, AreaCodes, CountryNames, CallingCodes;

    static Whereabouts()
    {
        using var stream = typeof(Whereabouts).Assembly.GetManifestResourceStream("HybridBpo.Collections.Nudges.ContactRules.places.yaml")!;
        var all = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string[]>>>(new StreamReader(stream));
        States = all["states"].ToFrozenDictionary();
        StateNames = Turned(all["names"], n => [n]);
        Zips = Turned(all["zips"], Span);
        AreaCodes = Turned(all["area_codes"], c => [c]);
        CallingCodes = Turned(all["calling_codes"], c => [c]);
        var places = TzdbDateTimeZoneSource.Default.ZoneLocations!;
        Countries = places.GroupBy(p => p.CountryCode).ToFrozenDictionary(g => g.Key, g => g.Select(p => p.ZoneId).ToArray());
        CountryNames = places.DistinctBy(p => p.CountryName).Select(p => (Plain(p.CountryName), p.CountryCode))
            .Concat([("UK", "GB"), ("UNITED KINGDOM", "GB"), ("GREAT BRITAIN", "GB"), ("GBR", "GB"), ("CAN", "CA"), ("MEX", "MX"),
                ("USA", "US"), ("UNITED STATES OF AMERICA", "US")])
            .ToFrozenDictionary(p => p.Item1, p => p.Item2);
    }

    public static IReadOnlyList<PlausibleZone> Zones(IEnumerable<Place> places, IEnumerable<string> phones) =>
    [
        .. places.SelectMany(ZonesOf).Select(z => new PlausibleZone(z, "address"))
            .Concat(phones.SelectMany(ZonesOf).Select(z => new PlausibleZone(z, "phone"))).DistinctBy(z => z.Zone),
    ];

    /// <summary>
    /// Country, state and city of every such place: <c>US-NY-NYC</c>, <c>US-NY-OTHER</c>, <c>US-CA</c>, or the country alone. Several stand beside
    /// one another with a space between.
    /// </summary>
    public static string Jurisdiction(string attested, IEnumerable<Place> places)
    {
        if (attested != "US") return attested;
        var all = places.Where(p => CountryOf(p.Country) is null or "US").SelectMany(Jurisdictions).Distinct().Order(StringComparer.Ordinal).ToList();
        return all.Count == 0 ? attested : string.Join(' ', all);
    }

    private static IEnumerable<string> Jurisdictions(Place place)
    {
        var (state, zip) = (StateOf(place.State), Zip3(place.Zip));
        var byZip = Zips.GetValueOrDefault(zip);
        if (state is not null && state != "NY") yield return $"US-{state}";
        if (byZip is not null && byZip != "NY" && state is null) yield return $"US-{byZip}";
        if (state == "NY" || byZip == "NY") yield return byZip != "NY" ? "US-NY" : NewYorkCity.Contains(zip) ? "US-NY-NYC" : "US-NY-OTHER";
    }

    private static IEnumerable<string> ZonesOf(Place place)
    {
        if (place.Country.Trim().Length > 0 && CountryOf(place.Country) is null) return [PlausibleZone.Unknown];
        if (CountryOf(place.Country) is { } country and not "US") return Countries.GetValueOrDefault(country, [PlausibleZone.Unknown]);
        var byZip = Zips.TryGetValue(Zip3(place.Zip), out var of) ? States[of] : [];
        if (place.State.Trim().Length > 0) return [.. StateOf(place.State) is { } state ? States[state] : [PlausibleZone.Unknown], .. byZip];
        return byZip.Length > 0 || place.City.Length + place.Zip.Length == 0 ? byZip : [PlausibleZone.Unknown];
    }

    private static string[] ZonesOf(string phone)
    {
        if (phone.StartsWith("+1", StringComparison.Ordinal))
            return phone.Length == 12 && AreaCodes.TryGetValue(phone[2..5], out var state) ? States[state] : [PlausibleZone.Unknown];
        foreach (var digits in new[] { 3, 2 })
            if (phone.Length > digits + 1 && CallingCodes.TryGetValue(phone[1..(digits + 1)], out var country)) return Countries[country];
        return [PlausibleZone.Unknown];
    }

    private static string? StateOf(string text) =>
        Plain(text) is var plain && States.ContainsKey(plain) ? plain : StateNames.GetValueOrDefault(plain);

    // The country of an address that names none is not asked: a file of one country leaves it out.
    private static string? CountryOf(string text) => Plain(text) is not { Length: > 0 } plain ? null
        : Countries.ContainsKey(plain) ? plain : CountryNames.GetValueOrDefault(plain);

    // Spreadsheets eat the zero at the beginning of a New England ZIP code.
    private static string Zip3(string zip) => zip.Split('-')[0].Trim() is var first && first.All(char.IsAsciiDigit) && first.Length is 4 or 5 or 9
        ? (first.Length == 4 ? "0" + first : first)[..3] : "";

    private static string Plain(string text) => string.Join(' ', text.Replace(".", "", StringComparison.Ordinal).ToUpperInvariant()
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static FrozenDictionary<string, string> Turned(Dictionary<string, string[]> table, Func<string, IEnumerable<string>> keys) =>
        table.SelectMany(row => row.Value.SelectMany(keys).Select(k => (Key: Plain(k), row.Key))).ToFrozenDictionary(x => x.Item1, x => x.Item2);

    private static IEnumerable<string> Span(string text)
    {
        var ends = text.Split('-').Select(e => int.Parse(e, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1).Select(n => n.ToString("000", System.Globalization.CultureInfo.InvariantCulture));
    }
}
