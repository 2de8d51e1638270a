namespace HybridBpo.Collections.Demo;

/// <summary>Invented people at places in several time zones; mail at example.com, numbers of the 555-01xx block that belongs to nobody.</summary>
internal static class DemoPeople
{
    private static readonly string[] First =
    [
        "Rowan", "Ada", "Bela", "Carmen", "Dario", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jamal", "Kaia", "Lucia", "Milo", "Nadia", "Omar",
            "Petra", "Quinn",
        "Rosa", "Sami", "Tessa", "Uma", "Viktor", "Wanda", "Xenia", "Yusuf", "Zora", "Aiko", "Bruno", "Celeste", "Dina", "Emil", "Flora", "Gustav",
            "Ines",
        "Jonas", "Klara", "Leon", "Mara", "Nils", "Olive", "Paolo", "Renata", "Silas", "Talia", "Ugo", "Vera", "Wim", "Yara", "Zeno",
    ];

    private static readonly string[] Last =
    [
        "Ellery", "Abara", "Brandt", "Castell", "Dunmore", "Eriksen", "Fairbank", "Gallo", "Hartwell", "Ibarra", "Jessop", "Kimura", "Lindqvist",
            "Marchetti",
        "Novak", "Okafor", "Pemberton", "Quiroga", "Rasmussen", "Sandoval", "Thackery", "Ulmer", "Vasquez", "Whitlock", "Yamada", "Zielinski",
            "Ashdown", "Bellamy",
        "Corrigan", "Delacroix", "Estrada", "Fontaine", "Greaves", "Holloway", "Ivers", "Jankowski", "Kowal", "Lachance", "Merriweather", "Nakagawa",
            "Osborne",
        "Petrakis", "Rousseau", "Sinclair", "Torvald", "Underhill", "Vance", "Winslow", "Yates", "Zamora",
    ];

    private static readonly string[] Streets = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Foundry", "Garden", "Harbor", "Juniper", "Kiln",
        "Lake", "Mill", "Orchard", "Quarry", "River"];

    private static readonly (string City, string State, string Zip, string Area)[] Places =
    [
        ("Albany", "NY", "12207", "518"), ("Boston", "MA", "02118", "617"), ("Atlanta", "GA", "30310", "404"), ("Columbus", "OH", "43215", "614"),
        ("Raleigh", "NC", "27601", "919"), ("Orlando", "FL", "32801", "407"), ("Chicago", "IL", "60608", "312"), ("Dallas", "TX", "75215", "214"),
        ("Minneapolis", "MN", "55407", "612"), ("New Orleans", "LA", "70117", "504"), ("Nashville", "TN", "37203", "615"),
            ("Denver", "CO", "80204", "303"),
        ("Phoenix", "AZ", "85006", "602"), ("Boise", "ID", "83702", "208"), ("Seattle", "WA", "98118", "206"), ("Portland", "OR", "97214", "503"),
        ("Oakland", "CA", "94607", "510"), ("San Diego", "CA", "92102", "619"), ("Honolulu", "HI", "96817", "808"),
            ("Anchorage", "AK", "99501", "907"),
    ];

    public static DemoPerson Make(Dice dice, string customerRef, int number)
    {
        var (first, last) = (dice.Of(First), dice.Of(Last));
        var (city, state, zip, area) = dice.Of(Places);
        // Some moved and kept the number of the old place: then two time zones are plausible.
        var phoneArea = dice.Happens(0.12) ? dice.Of(Places).Area : area;
        return new DemoPerson(
            customerRef, $"{first} {last}", $"{first}.{last}.{number}@example.com".ToLowerInvariant(), $"+1{phoneArea}555{100 + number % 100:0000}",
            $"{dice.Between(1, 980)} {dice.Of(Streets)} Street", city, state, zip);
    }
}
