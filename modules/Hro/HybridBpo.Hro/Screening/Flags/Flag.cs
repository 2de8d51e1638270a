namespace HybridBpo.Hro.Screening;

/// <summary>
/// A question about a document. It never changes order or verdict. Integrity is a fact of the document; clarify is a neutral question without effect.
/// </summary>
/// <param name="Id">The rule.</param>
/// <param name="Version">The rule's version.</param>
/// <param name="Class">integrity | clarify.</param>
/// <param name="Title">What it is about, in a few words.</param>
/// <param name="Finding">What was found, as a fact with its measure.</param>
/// <param name="Quote">The words it rests on.</param>
/// <param name="QuoteIsVisible">False for text that nobody sees on the page: then the words are what was hidden.</param>
/// <param name="InnocentExplanation">How it can have come about without any intent.</param>
/// <param name="Question">What a person may ask the candidate.</param>
internal sealed record Flag(
    string Id, int Version, string Class, string Title, string Finding, Quote Quote, bool QuoteIsVisible, string InnocentExplanation,
        string Question);

internal static class FlagClass
{
    public const string Integrity = "integrity";
    public const string Clarify = "clarify";
}
