using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;

namespace HybridBpo.Collections.Reach;

/// <summary>How a person can be reached, as a page shows it: what the asker has not opened is not in it.</summary>
/// <param name="Open">Numbers and addresses stand there in full.</param>
internal sealed record ReachView(bool Open, IReadOnlyList<ReachLine> Lines)
{
    public static ReachView Of(ContactFile file, bool open)
    {
        var phones = Addresses(file, "phone", "phone", "Phone", "No phone number is known.", "wrong number", open);
        var mails = Addresses(file, "email", "mail", "E-mail", "No e-mail address is known.", "mail came back", open);
        return new ReachView(open, [.. phones, .. mails, Home(file, open)]);
    }

    private static IEnumerable<ReachLine> Addresses(
        ContactFile file, string kind, string icon, string label, string none, string broken, bool open)
    {
        var known = file.Addresses.Where(a => a.Kind == kind).ToList();
        if (known.Count == 0) return [new ReachLine(icon, label, none, null, false)];
        return known.Select(a => new ReachLine(icon, label, open ? Readable(a) : Masked(a),
            a.Bounced ? broken : file.Suppressed.ContainsKey(a.Id) ? "on the firm-wide list" : null, true));
    }

    private static ReachLine Home(ContactFile file, bool open)
    {
        var places = file.Places.Select(Words).Where(w => w.Length > 0).ToList();
        if (places.Count == 0 && file.Row.Street.Length == 0) return new ReachLine("home", "Address", "No address is known.", null, false);
        if (!open) return new ReachLine("home", "Address", "•••", null, true);
        // One street and several places: which of them it is in was not told.
        var all = places.Count == 1 && file.Row.Street.Length > 0 ? [$"{file.Row.Street}, {places[0]}"]
            : file.Row.Street.Length > 0 ? places.Prepend(file.Row.Street) : places;
        return new ReachLine("home", "Address", string.Join("\n", all), places.Count > 1 ? "files tell several places" : null, true);
    }

    private static string Words(Place p) => string.Join(", ", new[] { p.City, $"{p.State} {p.Zip}".Trim(), p.Country }.Where(w => w.Length > 0));

    /// <summary>"+1 212 555 0123".</summary>
    public static string Readable(AddressRow address) => address.Kind == "phone" && address.Value is ['+', '1', .. { Length: 10 } number]
        ? $"+1 {number[..3]} {number[3..6]} {number[6..]}" : address.Value;

    private static string Masked(AddressRow address) => address.Kind == "email" ? OptOutPages.Mask(address.Value) : $"••• ••{address.Value[^2..]}";
}

/// <param name="Note">What speaks against using it.</param>
/// <param name="Known">Something is known here.</param>
internal sealed record ReachLine(string Icon, string Label, string Value, string? Note, bool Known);
