using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Asks for a model: from the client's own history, or from an uploaded CSV file.</summary>
/// <param name="FileId">The CSV in the file store; null = own history.</param>
/// <param name="Label">Column of the file that holds the outcome.</param>
/// <param name="Positive">The value that counts as the outcome; null when the column holds 0 and 1.</param>
/// <param name="CutOff">Own history: the last day as of which rows are built; null = the latest possible.</param>
/// <param name="Categorical">Columns of codes to take as categories.</param>
/// <param name="HoldOut">Which rows of the file are held out, as on the command line.</param>
internal sealed record TrainOrder(
    Guid RunId, string Client, string Name, Guid? FileId, string FileName, string Label, string? Positive, string[] Drop, string By,
    DateOnly? CutOff = null, string[]? Categorical = null, string HoldOut = "hash")
{
    public const int MostColumns = 500, MostText = 200;

    public string[] Categories => Categorical ?? [];

    /// <summary>What is wrong with the order by itself; null when nothing is.</summary>
    public Refusal? Problem() =>
        !IsName(Name) ? new NotAModelName("A model's name has 2 to 40 small letters, digits and hyphens, such as late-payment.")
        : FileId is null ? null
        : Label.Length is 0 or > MostText ? new OrderIncomplete("Name the column that holds the outcome, as the file's first line has it.")
        : Positive is { Length: > MostText } ? new OrderIncomplete($"The value that counts has at most {MostText} characters.")
        : Drop.Length + Categories.Length > MostColumns || Drop.Concat(Categories).Any(c => c.Length > MostText)
            ? new OrderIncomplete($"At most {MostColumns} columns of at most {MostText} characters can be named.")
        : Risk.HoldOut.Parse(HoldOut) switch
        {
            null => new OrderIncomplete("To hold out by time, name the column of dates and the first day that is held out (YYYY-MM-DD)."),
            NoHoldOut => new OrderIncomplete("Without rows held out nobody can judge the model; hold out a part."),
            _ => null,
        };

    private static bool IsName(string name) =>
        name.Length is >= 2 and <= 40 && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
}

/// <summary>Which days a client's transactions span, and so which cut-offs are possible.</summary>
internal sealed record TrainingWindow(DateOnly? First, DateOnly? Last)
{
    /// <summary>The latest cut-off whose outcomes are all known.</summary>
    public DateOnly? Latest => Last is { } last ? Outcomes.Latest(last) : null;

    public Refusal? Check(DateOnly? cutOff) =>
        Last is not { } last ? new Portfolio.NoScoreYet(
            "No transactions are loaded yet: a model learns from at least a year of them. Import them first.")
        : cutOff > Outcomes.Latest(last) ? new CutOffTooLate(cutOff.Value, last)
        : cutOff < First ? new OrderIncomplete($"The cut-off {cutOff:yyyy-MM-dd} lies before the first transaction, {First:yyyy-MM-dd}.")
        : null;
}

internal sealed record NotAModelName(string Message) : Invalid(Message);

internal sealed record OrderIncomplete(string Message) : Invalid(Message);
