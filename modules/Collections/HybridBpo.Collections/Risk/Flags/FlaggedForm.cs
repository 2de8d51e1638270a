using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>What a collector decides about a flagged account.</summary>
internal static class FlaggedForm
{
    public const string CaseKind = "collections.flagged-account";

    public const string OfferPlan = "offer-plan", KeepReminding = "keep-reminding", HoldContact = "hold-contact", PaymentHold = "payment-hold",
        OpenDispute = "open-dispute";

    public static CaseForm For(string currency, long balanceMinor) => new(
        [],
        [
            new(OfferPlan, "Offer a plan", "Offer this plan", false, false,
                $"The whole balance in at most {Negotiation.PlanLimits.House.MostMonths} months, the first part in three weeks. "
                    + "It leaves as an e-mail.",
            [
                new("amount", "Each month", "money", currency, Negotiation.PlanLimits.House.LeastMinor,
                    Math.Max(Negotiation.PlanLimits.House.LeastMinor, balanceMinor), true),
                new("months", "Months", "count", "months", 1, Negotiation.PlanLimits.House.MostMonths, true),
            ]),
            new(KeepReminding, "Keep the usual reminders", "Keep reminding", false, false,
                "The next level goes when its day comes and the rules allow it.", []),
            new(PaymentHold, "Pause for hardship", "Pause", false, false, "No reminders until the day; what is planned is taken back.",
                [new("until", "Until", "date", "", 0, 0, true)]),
            new(HoldContact, "Hold contact", "Hold contact", false, false,
                "No contact by any way until the day; without a day until somebody releases it.", [new("until", "Until", "date", "", 0, 0, false)]),
            new(OpenDispute, "Open a dispute", "Open a dispute", false, false, "Contact stops until the proof is sent.",
                [new("what", "What is disputed", "text", "", 0, 0, true)]),
        ],
        [
            new("fits", "Fits what they can afford"), new("cannot-afford", "Cannot afford more"), new("newer-facts", "Newer facts"),
            new("facts-wrong", "Facts are wrong"), new("protects", "Protects the person"), new("client-wish", "Client wishes"),
            new("other", "Other", NeedsNote: true),
        ],
        [
            new("income-fell", "Income fell"), new("pays-when-asked", "Pays when asked"), new("old-balance", "Old balance"),
            new("payment-returned", "Payment returned"), new("bill-unclear", "Bill unclear"), new("other", "Other"),
        ]);
}
