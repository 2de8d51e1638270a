using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>A data file that cannot be taken as it is: where, and why.</summary>
internal sealed record CsvProblem(string File, long? Line, string? Column, string Reason) : Invalid(Sentence(File, Line, Column, Reason))
{
    private static string Sentence(string file, long? line, string? column, string reason)
    {
        var place = file + (line is null ? "" : $", line {line}") + (column is null ? "" : $", column '{column}'");
        return $"{place}: {reason}";
    }
}
