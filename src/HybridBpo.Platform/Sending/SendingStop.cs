namespace HybridBpo.Platform;

/// <summary>What a stop covers.</summary>
/// <param name="Kind"><see cref="Firm"/>, <see cref="Client"/>, <see cref="Channel"/> or <see cref="Template"/>.</param>
/// <param name="ClientId">The client; null for every client.</param>
/// <param name="ChannelName">The channel, when it is about one.</param>
/// <param name="TemplateName">The text, when it is about one.</param>
public sealed record SendingScope(string Kind, string? ClientId, string? ChannelName, string? TemplateName)
{
    /// <summary>All sending of the firm.</summary>
    public const string Firm = "firm";

    /// <summary>All sending for a client.</summary>
    public const string Client = "client";

    /// <summary>A channel, for one client or for all.</summary>
    public const string Channel = "channel";

    /// <summary>A text, for one client or for all.</summary>
    public const string Template = "template";

    /// <summary>All sending of the firm.</summary>
    public static SendingScope OfFirm() => new(Firm, null, null, null);

    /// <summary>All sending for <paramref name="client"/>.</summary>
    public static SendingScope OfClient(string client) => new(Client, client, null, null);

    /// <summary>A channel, for one client or (null) for all.</summary>
    public static SendingScope OfChannel(string channel, string? client = null) => new(Channel, client, channel, null);

    /// <summary>A text, for one client or (null) for all.</summary>
    public static SendingScope OfTemplate(string template, string? client = null) => new(Template, client, null, template);
}

/// <summary>A stop, from who made it to who ended it.</summary>
/// <param name="Id">The stop.</param>
/// <param name="Scope">Kind of what it covers, as in <see cref="SendingScope.Kind"/>.</param>
/// <param name="ClientId">The client; null for every client.</param>
/// <param name="Channel">The channel, when it is about one.</param>
/// <param name="Template">The text, when it is about one.</param>
/// <param name="Reason">Why, in the words of who stopped.</param>
/// <param name="StoppedBy">User id.</param>
/// <param name="StoppedAt">When.</param>
/// <param name="RestartAskedBy">User id of the first of the two who restart; null until then.</param>
/// <param name="RestartAskedAt">When.</param>
/// <param name="RestartedBy">User id of the second; null while it still stops.</param>
/// <param name="RestartedAt">When.</param>
public sealed record SendingStop(
    Guid Id,
    string Scope,
    string? ClientId,
    string? Channel,
    string? Template,
    string Reason,
    string StoppedBy,
    DateTimeOffset StoppedAt,
    string? RestartAskedBy,
    DateTimeOffset? RestartAskedAt,
    string? RestartedBy,
    DateTimeOffset? RestartedAt);

/// <summary>Somebody turned a client's sending on.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="StartedBy">User id.</param>
/// <param name="StartedAt">When.</param>
public sealed record SendingStart(string ClientId, string StartedBy, DateTimeOffset StartedAt);

/// <summary>What a restart came to.</summary>
/// <param name="Restarted">False when it waits for the second person.</param>
public sealed record SendingRestart(bool Restarted);

/// <summary>The same person cannot be both of the two who restart sending.</summary>
public sealed record NeedsAnotherPerson(string Message) : Conflict(Message)
{
    /// <inheritdoc/>
    public override string Heading => "This takes a second person";
}
