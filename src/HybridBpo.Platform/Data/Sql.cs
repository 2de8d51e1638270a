using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Helpers for interpolated statements, whose holes become parameters.</summary>
public static class Sql
{
    /// <summary>Puts text into a statement as it is. Only for names that stand in code, never for anything from outside.</summary>
    public static RawSql Raw(string text) => new(text);

    /// <summary>A pattern for <c>like</c> and <c>ilike</c> that finds the text anywhere, its own % and _ taken as they are written.</summary>
    /// <param name="text">What somebody typed.</param>
    public static string Containing(string text) => "%" + StartingWith(text);

    /// <summary>A pattern for <c>like</c> and <c>ilike</c> that finds what begins with the text.</summary>
    /// <param name="text">What somebody typed.</param>
    public static string StartingWith(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
