namespace HybridBpo.Collections.Import.Payments;

/// <summary>Codes of the matching as people read them.</summary>
internal static class MatchWords
{
    public static string Of(string why) => why switch
    {
        "reference" => "by the account’s reference",
        "amount-and-name" => "by amount and name, which fit one account alone",
        "return" => "a payment that came back",
        "by-hand" => "by a person’s decision",
        "nothing-fits" => "no account fits by reference, or by amount and name",
        "amount-differs" => "the name fits, the amount does not",
        "several" => "several accounts fit",
        "currency" => "the account is in another currency",
        "before-placement" => "it came before the account was placed: the placed balance may count it already",
        "no-payment" => "it came back, and no payment of this amount is known by its references",
        "several-payments" => "it came back, and several payments fit",
        "came-back" => "money that went out came back",
        "seen-maybe" => "an earlier statement has an entry of the same day and amount, and no reference of the bank tells them apart",
        "no-day" => "the statement tells no day",
        "ahead" => "it is booked on a day that has not come",
        "too-large" => "the amount is larger than any that is taken",
        "pending" => "only expected, not booked by the bank",
        "zero" => "of nothing",
        "money-out" => "money that went out: not a payment of a debtor",
        Match.InFile => "booked already by a transactions file",
        "seen" => "told by an earlier statement",
        _ => why.Replace('-', ' '),
    };
}
