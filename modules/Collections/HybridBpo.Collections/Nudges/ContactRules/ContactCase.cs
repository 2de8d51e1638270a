using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>A contact to be checked outside the database: <c>collections check-contact --case F</c>.</summary>
internal sealed record ContactCase
{
    private const int MostBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
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

    public static Result<ContactCase> Read(byte[] json)
    {
        if (json.Length > MostBytes) return new CaseFileUnusable($"The case file is larger than {MostBytes / 1024} KiB.");
        try
        {
            var read = JsonSerializer.Deserialize<ContactCase>(json, Options);
            return read is null ? new CaseFileUnusable("The case file is empty.") : Checked(read);
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } n ? $" (line {n + 1})" : "";
            return new CaseFileUnusable($"The case file cannot be read{line}: {e.Message.Split(" Path:")[0].TrimEnd('.')}.");
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

    private static Result<ContactCase> Checked(ContactCase read)
    {
        if (!Channels.All.Contains(read.Attempt.Channel))
            return new CaseFileUnusable($"\"{read.Attempt.Channel}\" is not a channel; known are {string.Join(", ", Channels.All)}.");
        if (!Purposes.All.Contains(read.Attempt.Purpose))
            return new CaseFileUnusable($"\"{read.Attempt.Purpose}\" is not a purpose; known are {string.Join(", ", Purposes.All)}.");
        if (read.History.FirstOrDefault(h => !Channels.All.Contains(h.Channel)) is { } odd)
            return new CaseFileUnusable($"\"{odd.Channel}\" in the history is not a channel; known are {string.Join(", ", Channels.All)}.");
        var clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        if (read.Facts.Inconvenient.FirstOrDefault(i => !clock.Parse(i.From).Success || !clock.Parse(i.To).Success) is { } time)
            return new CaseFileUnusable($"An inconvenient time from \"{time.From}\" to \"{time.To}\" is not of the form HH:mm.");
        return read;
    }
}

internal sealed record CaseFileUnusable(string Message) : Invalid(Message);
