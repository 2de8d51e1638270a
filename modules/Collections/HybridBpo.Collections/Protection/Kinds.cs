namespace HybridBpo.Collections.Protection;

/// <summary>What protects a person, as codes. A dispute protects a debt and is apart from these.</summary>
internal static class Kinds
{
    public const string OptedOut = "opted-out", Cease = "cease", Attorney = "attorney", Bankruptcy = "bankruptcy", Death = "death";

    /// <summary>What a collector reads.</summary>
    public static string Words(string kind) => kind switch
    {
        OptedOut => "opted out",
        Cease => "asked us to stop",
        Attorney => "represented by an attorney",
        Bankruptcy => "bankruptcy",
        Death => "has died",
        _ => kind,
    };
}

/// <summary>What a person may tell us, as the form offers it.</summary>
internal static class Told
{
    public const string StopEmail = "stop-email", StopPhone = "stop-phone", StopAll = "stop-all", Dispute = "dispute",
        Hardship = "hardship";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
    [
        (StopEmail, "No more e-mails"), (StopPhone, "No more calls and texts"), (StopAll, "No more contact at all"),
        (Kinds.Cease, "In writing: stop, or refuses to pay"), (Kinds.Attorney, "An attorney represents them"),
        (Dispute, "Disputes this debt, or asks for proof"), (Hardship, "Hardship: cannot pay for now"),
            (Kinds.Bankruptcy, "A bankruptcy petition is filed"), (Kinds.Death, "The person has died"),
    ];

    /// <summary>The person said it themselves, on their own page: nobody else records that.</summary>
    public const string OwnPage = "own-page";

    public static bool IsWay(string code) => code == OwnPage || Ways.Any(w => w.Code == code);

    /// <summary>By which way it came.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> Ways =
        [("e-mail", "E-mail"), ("letter", "Letter"), ("phone", "Phone"),
            ("in-person", "Word of mouth"), ("others", "A notice of a court, attorney or family")];
}
