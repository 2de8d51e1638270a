namespace HybridBpo.Host.Looking;

/// <summary>The log of looks in words.</summary>
internal static class LookWords
{
    private static readonly Dictionary<string, (string Word, string? Path)> Kinds = new()
    {
        ["case"] = ("A case", "/inbox/cases"),
        ["case-file"] = ("A file at a case", null),
        ["case-replay"] = ("A case, replayed", null),
        ["queue"] = ("A queue of cases", null),
        ["outcomes"] = ("Outcomes, for a program", null),
        ["supervision"] = ("Supervision", null),
        ["views"] = ("Views of the queue", null),
        ["account"] = ("An account", "/accounts"),
        ["accounts"] = ("A list of accounts", null),
        ["nudges"] = ("A list of nudges", null),
        ["import"] = ("A file of the client", "/imports"),
        ["candidate"] = ("A candidate", "/candidates"),
        ["candidates"] = ("A list of candidates", null),
        ["mail"] = ("A captured mail", "/mail"),
        ["mails"] = ("A list of captured mails", null),
        ["search"] = ("The search box", null),
        ["erasure"] = ("The page Erasure", null),
        ["looks"] = ("This log", null),
    };

    public static string Act(string act) => act switch
    {
        Looks.Searched => "searched",
        Looks.Exported => "exported",
        Looks.Downloaded => "downloaded the document",
        _ => "viewed",
    };

    public static string Object(LookLine line) => Kinds.GetValueOrDefault(line.ObjectKind, (line.ObjectKind, null)).Item1;

    public static string? Href(LookLine line) =>
        line.ObjectId.Length > 0 && Kinds.GetValueOrDefault(line.ObjectKind).Path is { } path ? $"{path}/{line.ClientId}/{line.ObjectId}" : null;

    public static string People(int count) => count == 0 ? "nobody known" : CountText.Of(count, "person", "people");
}
