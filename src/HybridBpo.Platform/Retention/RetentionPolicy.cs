namespace HybridBpo.Platform;

/// <summary>What a policy does.</summary>
public static class RetentionDoes
{
    /// <summary>Makes personal fields unreadable once they are old enough.</summary>
    public const string Fields = "fields";

    /// <summary>Archives streams some time after the event that ended them.</summary>
    public const string Archive = "archive";
}

/// <summary>How long something is kept for a client, and what waits for a second person.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Kind">Alias of the kind of event.</param>
/// <param name="Does">One of <see cref="RetentionDoes"/>.</param>
/// <param name="Days">In force; null when it is off.</param>
/// <param name="SetBy">Who confirmed it, lengthened it or switched it off.</param>
/// <param name="SetAt">When.</param>
/// <param name="AskedDays">What waits for a second person.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="RanAt">When it last ran.</param>
public sealed record RetentionPolicy(
    string ClientId, string Kind, string Does, int? Days, string? SetBy, DateTimeOffset? SetAt, int? AskedDays, string? AskedBy,
    DateTimeOffset? AskedAt, DateTimeOffset? RanAt);

/// <summary>What a retention would come to, or came to. Numbers only.</summary>
/// <param name="People">Of how many people personal fields become unreadable.</param>
/// <param name="Held">How many others keep theirs because of a legal hold.</param>
/// <param name="Open">How many others keep theirs because something about them is open.</param>
/// <param name="KeptFrom">First month (UTC) that is kept.</param>
public sealed record RetentionPreview(long People, long Held, long Open, DateOnly KeptFrom);

/// <summary>What one kind of a client's events is and how it is kept.</summary>
/// <param name="Kind">Alias.</param>
/// <param name="Personal">How many personal fields an event of it has.</param>
/// <param name="EndsStream">May its streams be archived?</param>
/// <param name="Events">How many there are; null when there are more than can be counted in a few seconds.</param>
/// <param name="Oldest">When the oldest was recorded.</param>
/// <param name="Advice">What its module says; null when nothing.</param>
/// <param name="Fields">How its personal fields are kept; null when nobody ever said.</param>
/// <param name="Archive">When its streams are archived; null when nobody ever said.</param>
public sealed record RetentionLine(
    string Kind, int Personal, bool EndsStream, long? Events, DateTimeOffset? Oldest, RetentionAdvice? Advice, RetentionPolicy? Fields,
    RetentionPolicy? Archive);

/// <summary>No retention of this kind may be set.</summary>
public sealed record NotRetained(string Message) : Conflict(Message)
{
    /// <inheritdoc/>
    public override string Heading => "This kind is kept";
}

/// <summary>What was asked for is no longer what waits: look again before you confirm.</summary>
public sealed record AskedOtherwise(string Message) : Conflict(Message);
