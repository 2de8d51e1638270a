namespace HybridBpo.Platform;

/// <summary>In which way somebody came to see a person's data; codes as stored.</summary>
public static class Looks
{
    /// <summary>On a page or in an answer.</summary>
    public const string Viewed = "viewed";

    /// <summary>Among what was found for a text.</summary>
    public const string Searched = "searched";

    /// <summary>As a file or an answer for programs, of one or many.</summary>
    public const string Exported = "exported";

    /// <summary>A document as it came in.</summary>
    public const string Downloaded = "downloaded";
}

/// <summary>Somebody sees people's data.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Act">One of <see cref="Looks"/>.</param>
/// <param name="Kind">What is seen, such as <c>case</c>, <c>account</c> or <c>queue</c>.</param>
/// <param name="Object">Its id; empty for a list.</param>
/// <param name="Subjects">The people, as events name them.</param>
public sealed record Look(string Client, string Act, string Kind, string Object, IReadOnlyList<Guid> Subjects);
