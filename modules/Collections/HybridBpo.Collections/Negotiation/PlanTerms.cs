namespace HybridBpo.Collections.Negotiation;

/// <summary>The terms of an offered plan, as a person decided them.</summary>
/// <param name="Decision">The decision; also the id of the letter that carries them.</param>
/// <param name="TotalMinor">All that the parts add up to: the balance on the day of the decision.</param>
internal sealed record PlanTerms(Guid Decision, long AmountMinor, int Months, long TotalMinor, DateOnly FirstDue)
{
    /// <summary>Equal parts month by month, and a last one that makes the sum exact.</summary>
    public IReadOnlyList<Instalment> Instalments =>
        [.. Enumerable.Range(0, Months).Select(i => new Instalment(
            i + 1, i < Months - 1 ? AmountMinor : TotalMinor - AmountMinor * (Months - 1), FirstDue.AddMonths(i)))];

    /// <summary>Such as "5 × $62.00 and a last one of $58.40, the first by 3 Nov 2026".</summary>
    public string Words(string currency)
    {
        var (last, each) = (Instalments[^1].AmountMinor, MoneyText.Format(AmountMinor, currency));
        var parts = last == AmountMinor ? $"{Months} × {each}" : $"{Months - 1} × {each} and a last one of {MoneyText.Format(last, currency)}";
        return Months == 1 ? $"{MoneyText.Format(last, currency)} by {FirstDue:d MMM yyyy}" : $"{parts}, the first by {FirstDue:d MMM yyyy}";
    }
}

/// <summary>One part of a plan.</summary>
internal sealed record Instalment(int Number, long AmountMinor, DateOnly DueOn);
