using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Helpers for interpolated statements, whose holes become parameters.</summary>
public static class Sql
{
    /// <summary>Puts text into a statement as it is. Only for names that stand in code, never for anything from outside.</summary>
    public static RawSql Raw(string text) => new(text);
}
