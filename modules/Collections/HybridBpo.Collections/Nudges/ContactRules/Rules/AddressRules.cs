using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>May this very address or number be used?</summary>
internal static class AddressRules
{
    public static Finding? Usable(Question q) =>
        string.IsNullOrWhiteSpace(q.Attempt.Address) ? new Finding("There is no address for this channel.")
        : q.Facts.AddressUnknown ? new Finding(q.Attempt.Channel is Channels.Call or Channels.Text
            ? "This number is not known of the person. Add it from the client's file first." : "This address is not known of the person.")
        : q.Facts.AddressBounced ? new Finding(q.Attempt.Channel is Channels.Call or Channels.Text
            ? "Under this number the person is not reached: it was a wrong number." : "Mail to this address came back for good.")
        : Finding.Pass;

    public static Finding? EmailBasis(Question q)
    {
        if (q.Facts.Basis is not { } basis)
            return Finding.Missing("email-basis", "It is not recorded why this e-mail address may be used for this debt.");
        return basis.Kind switch
        {
            "used" or "consent" or "prior-collector" => Since(q, basis),
            "creditor-notice" => NoticePeriod(q, basis),
            _ => Finding.Missing("email-basis", $"\"{basis.Kind}\" is not a basis for using an e-mail address."),
        };
    }

    public static Finding? TextBasis(Question q)
    {
        if (q.Facts.Basis is not { } basis)
            return Finding.Missing("text-basis", "It is not recorded why this number may be used for texts.");
        if (basis.Kind is not ("used" or "consent")) return Finding.Missing("text-basis", $"\"{basis.Kind}\" is not a basis for texts.");
        if (Since(q, basis) is { } early) return early;
        var fresh = new[] { basis.Since, basis.NumberCheckedAt ?? basis.Since }.Max();
        return q.Now - fresh.Noda() <= Duration.FromDays(q.Number("days"))
            ? Finding.Pass
            : Finding.Missing("number-check", $"The number was last used, consented to or checked more than {q.Number("days")} days ago.")
                .With("checkedAt", fresh);
    }

    /// <summary>Not at work against the employer's wish, and not at an employer's e-mail address unless the person wrote from it.</summary>
    public static Finding? Place(Question q)
    {
        if (q.Attempt.Place == "work" && q.Facts.EmployerProhibits) return new Finding("The employer is known to prohibit such contact.");
        if (q.Attempt.Channel != Channels.Email || q.Attempt.Address is not { } address || q.Facts.Basis?.Kind == "used") return Finding.Pass;
        var employer = q.Facts.EmployerAddress ?? (IsPersonal(q, address) ? false : null);
        return employer switch
        {
            false => Finding.Pass,
            true => new Finding("The address belongs to an employer and the person has not written from it."),
            null => Finding.Missing("employer-address", "It is not known whether this address belongs to an employer."),
        };
    }

    private static bool IsPersonal(Question q, string address) => q.Words("personal_domains")
        .Any(d => address.EndsWith("@" + d, StringComparison.OrdinalIgnoreCase));

    private static Finding? Since(Question q, AddressBasis basis) => basis.Since.Noda() <= q.Now
        ? Finding.Pass
        : new Finding("The basis for this address lies in the future.", basis.Since.Noda()).With("since", basis.Since);

    // The consumer has at least 35 days to opt out of a creditor's notice; the address may be used after them.
    private static Finding? NoticePeriod(Question q, AddressBasis basis)
    {
        var least = Zones.Of(q.Facts).Max(z => z.Day(basis.Since.Noda())).PlusDays(q.Number("notice_days"));
        var ends = basis.OptOutEnds is { } day && Dates.Noda(day) > least ? Dates.Noda(day) : least;
        return Zones.HasBegun(q.Facts, ends.PlusDays(1), q.Now)
            ? Finding.Pass
            : new Finding("The opt-out period of the creditor's notice is still running.", Zones.BegunEverywhere(q.Facts, ends.PlusDays(1)))
                .With("noticeSentAt", basis.Since).With("optOutEnds", ends.ToDateOnly());
    }
}
