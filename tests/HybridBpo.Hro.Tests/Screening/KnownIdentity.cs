using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Who the shared layouts are of, as a person reads them: from the truth files, and by eye for the layouts that have none.</summary>
internal static class KnownIdentity
{
    private static readonly Dictionary<string, string[]> ByEye = new(StringComparer.Ordinal)
    {
        ["altacv-sample.pdf"] =
            ["YOUR NAME HERE", "your_name", "000-00-0000", "your_id", "x-handle", "username", "Åddrésş", "Stanford", "Your University"],
        ["l2silver.docx"] = ["Sample", "Person", "spi", "(416) 000", "SP Street", "Toronto, ON", "University of Toronto"],
        ["moderncv-banking_red.pdf"] = ["John", "Doe", "jdoe", "johndoe", "doe.org", "567 890", "678 901", "789 012"],
        ["moderncv-es.pdf"] = ["John", "Doe", "johndoe", "doe.org", "567 890", "678 901", "789 012"],
        ["offlinecv-latex-awesome-cv-resume.pdf"] = ["Jane", "Smith", "janesmith", "jane.smith", "555-0123", "Example Way", "Springfield, IL 62701"],
        ["offlinecv-unknown-chromium-two-column-sidebar.pdf"] = ["Jamie", "Rivera", "jamie.rivera", "555-0142"],
        ["openresume-laverne.pdf"] = ["Leo", "Leopard", "lleopard", "(909)", "5555", "La Verne Way", "University of La Verne"],
        ["resumematcher-two-column.pdf"] = ["John", "Doe", "johndoe", "john.doe", "555-0142", "UC Berkeley"],
        ["rendercv-Classic.pdf"] = ["John", "Doe", "john.doe", "Princeton", "Boğaziçi"],
        ["rendercv-Engineeringresumes.pdf"] = ["John", "Doe", "john.doe", "linkedin.com/in", "github.com", "Princeton", "Boğaziçi"],
        ["soupboss-01-accountant.docx"] = ["Ebony", "Moore", "emoore", "555-0149"],
        ["soupboss-01-accountant.pdf"] = ["Ebony", "Moore", "emoore", "555-0149"],
        ["soupboss-01-office-coordinator.docx"] = ["John", "Smith", "jsmith", "771-555-0100", "Northwest Chicago University"],
        ["soupboss-02-desktop-support.docx"] = ["Ebony", "Moore", "emoore", "873-555-0156", "Haverford University", "Waldorf College"],
        ["trp-backend.pdf"] = ["John", "Doe", "example@example.com", "123-456-7890", "linkedin.com", "New York University"],
    };

    public static IReadOnlyList<string> Of(string file)
    {
        if (ByEye.TryGetValue(file, out var known))
            return known;
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(Screen.Data("truth"), Path.ChangeExtension(file, ".truth.json"))));
        var contact = truth.RootElement.GetProperty("contact");
        var schools = truth.RootElement.GetProperty("education").EnumerateArray()
            .Select(e => e.GetProperty("institution").GetString()!.Split(',')[0]);
        return [.. contact.GetProperty("full_name").GetString()!.Split(' ').Where(p => p.Length > 2), contact.GetProperty("email").GetString()!,
            contact.GetProperty("phone").GetString()!, .. schools];
    }

    /// <summary>What of it stands in a text as words of their own.</summary>
    public static IReadOnlyList<string> LeftIn(string text, IEnumerable<string> identity) =>
        [.. identity.Where(i => Regex.IsMatch(text, $@"(?<![\p{{L}}\d]){Regex.Escape(i)}(?![\p{{L}}\d])", RegexOptions.IgnoreCase))];
}
