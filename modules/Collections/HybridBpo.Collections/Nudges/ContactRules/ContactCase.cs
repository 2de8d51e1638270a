using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>A contact to be checked outside the database: <c>collections check-contact --case F</c>.</summary>
internal sealed record ContactCase
{
    private const int MostBytes = 1 << 20;

    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The moment asked about, with its offset; every other time likewise.</summary>
    public required DateTimeOffset Now { get; init; }

    public required Attempt Attempt { get; init; }

    public ContactFacts Facts { get; init; } = new();

    public IReadOnlyList<PastContact> History { get; init; } = [];

    /// <summary>Reads a case file; what cannot be used is refused with the place and what to write there.</summary>
    public static Result<ContactCase> Read(byte[] json)
    {
        if (json.Length > MostBytes) return new CaseFileUnusable($"The case file is larger than {MostBytes / 1024} KiB.");
        if (json.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return new CaseFileUnusable("The case file is empty: write now, attempt, facts and history.");
        try
        {
            var text = new UTF8Encoding(false, true).GetString(json).TrimStart('\ufeff');
            using var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (CaseShape.Problem(document.RootElement, typeof(ContactCase)) is { } problem) return new CaseFileUnusable(problem);
            var read = document.Deserialize<ContactCase>(Options)!;
            return CaseWords.Problem(read) is { } word ? new CaseFileUnusable(word) : read;
        }
        catch (JsonException e)
        {
            return new CaseFileUnusable($"The case file is no JSON from line {e.LineNumber + 1} on, character {e.BytePositionInLine + 1}: "
                + "is a bracket, a comma or a quotation mark missing or too many?");
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidOperationException)
        {
            // The second one: an escape such as \ud800 stands for half a character.
            return new CaseFileUnusable("The case file holds what is no text in UTF-8. Save it as UTF-8.");
        }
    }

    public string Answer()
    {
        var verdict = ContactCheck.Evaluate(Attempt, Facts, History, Now);
        var next = ContactCheck.NextPossible(Attempt, Facts, History, Now);
        return JsonSerializer.Serialize(
            new { verdict.Allowed, verdict.At, verdict.NeedsPerson, NextPossibleAt = next, verdict.RulesVersion, verdict.Rules },
            new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });
    }
}

internal sealed record CaseFileUnusable(string Message) : Invalid(Message);
