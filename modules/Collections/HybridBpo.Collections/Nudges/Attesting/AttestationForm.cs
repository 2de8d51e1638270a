using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Nudges.Attesting;

/// <summary>What a supervisor is asked when a fact is missing, and how the answer becomes an attestation.</summary>
internal static class AttestationForm
{
    public static CaseForm For(string fact)
    {
        var choices = fact switch
        {
            Facts.Regime =>
            [
                Vouch("us-third-consumer", "Third-party collector, consumer debts, United States"),
                Vouch("us-first-consumer", "In the creditor's own name, consumer debts, United States"),
                Vouch("us-third-business", "Third-party collector, business debts, United States"),
            ],
            Facts.EmailBasis =>
            [
                Vouch("used", "The people used these addresses with the creditor or us", Date("since", "Since")),
                Vouch("consent", "The people gave consent", Date("since", "Since")),
                Vouch("creditor-notice", "The creditor sent a notice with an opt-out", Date("since", "Notice sent on"),
                    Date("optOutEnds", "Last day to opt out")),
                Vouch("prior-collector", "A prior collector had such a basis", Date("since", "Since")),
            ],
            Facts.ValidationNotice => [Vouch("sent", "They were sent", Date("sentOn", "Sent on"))],
            Facts.TimeZone => [Vouch("zone", "All of them are in one zone", new CaseField(
                "zone", "Time zone, such as America/New_York", "text", "", 0, 0, true))],
            _ => new[] { Vouch("no", "None is given by an employer"), Vouch("yes", "Some are, or we do not know") },
        };
        return new CaseForm(
            [], [.. choices, new CaseChoice("cannot", "I cannot vouch for it", "Leave these people alone", false, false,
                "The reminders stay blocked.", [])],
            [new("document", "I have seen the document"), new("contract", "The contract with the client says so"),
                new("asked", "I asked the client"), new("other", "Other", NeedsNote: true)]);
    }

    /// <summary>The values that a choice stands for; null when nothing is vouched for.</summary>
    public static IReadOnlyDictionary<string, string>? Values(string fact, string choice, IReadOnlyDictionary<string, string> fields) =>
        (fact, choice) switch
        {
            (_, "cannot") => null,
            (Facts.Regime, "us-third-consumer") => Regime("third-party", "consumer", "US"),
            (Facts.Regime, "us-first-consumer") => Regime("first-party", "consumer", "US"),
            (Facts.Regime, "us-third-business") => Regime("third-party", "business", "US"),
            (Facts.EmailBasis, var kind) => new Dictionary<string, string>(fields) { ["kind"] = kind },
            (Facts.EmployerAddress, var said) => new Dictionary<string, string> { ["employer"] = said },
            _ => fields,
        };

    private static Dictionary<string, string> Regime(string role, string debt, string place) => new()
    { ["role"] = role, ["debt"] = debt, ["jurisdiction"] = place };

    private static CaseChoice Vouch(string code, string label, params CaseField[] fields) =>
        new(code, label, "Vouch for this", false, false, "", fields);

    private static CaseField Date(string name, string label) => new(name, label, "date", "", 0, 0, true);
}
