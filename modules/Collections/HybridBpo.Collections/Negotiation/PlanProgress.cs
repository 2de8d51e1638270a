namespace HybridBpo.Collections.Negotiation;

/// <summary>What is due of a plan and what was paid on it; money goes to the oldest part first.</summary>
internal sealed record PlanProgress(long PaidMinor, long DueMinor, IReadOnlyList<PlanPart> Parts)
{
    /// <summary>Days after which a part is late: a transfer takes its time.</summary>
    public const int Grace = 2;

    /// <summary>The first part that is not wholly paid; null when all are.</summary>
    public PlanPart? Next => Parts.FirstOrDefault(p => p.PaidMinor < p.AmountMinor);

    public static PlanProgress Of(PlanTerms terms, long paidMinor, DateOnly today)
    {
        var paid = Math.Clamp(paidMinor, 0, terms.TotalMinor);
        var (left, parts) = (paid, new List<PlanPart>());
        foreach (var i in terms.Instalments)
        {
            var part = Math.Min(left, i.AmountMinor);
            left -= part;
            parts.Add(new PlanPart(i.Number, i.AmountMinor, i.DueOn, part, part < i.AmountMinor && i.DueOn.DayNumber + Grace < today.DayNumber));
        }

        return new PlanProgress(paid, parts.Where(p => p.DueOn <= today).Sum(p => p.AmountMinor), parts);
    }
}

internal sealed record PlanPart(int Number, long AmountMinor, DateOnly DueOn, long PaidMinor, bool IsLate);
