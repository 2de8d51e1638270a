namespace HybridBpo.Hro.Screening;

/// <summary>How a resume speaks of a thing that a criterion names.</summary>
internal enum Claim
{
    /// <summary>Listed, or told as something known or done.</summary>
    Made,

    /// <summary>The word stands there in another sense or for another thing: an employer's name, a part of a longer term.</summary>
    Passing,

    /// <summary>Something to be learned, hoped for or under way.</summary>
    Hoped,

    /// <summary>The file itself says no.</summary>
    Denied,
}

/// <summary>One place where a criterion's word or phrase stands.</summary>
internal sealed record Mention(int Line, Cell Cell, int Start, int Length, Quote Quote, Claim Claim);
