namespace HybridBpo.Platform;

/// <summary>How the relays of messages and deliveries work; the defaults are right but for tests.</summary>
public sealed record RelayOptions
{
    /// <summary>How long a lease holds without renewal. A host that stands still longer loses its work to another.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often to look for work when nobody says that there is some.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many messages or deliveries one host works on at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Tries before a message waits for a person.</summary>
    public int Tries { get; init; } = 10;

    /// <summary>Pause after the first failed try; it doubles with each, up to 5 minutes.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long handing a mail over may take; must leave room within <see cref="Lease"/>.</summary>
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the mail server is left alone once a connection to it could not be made, and trusted once it answered.</summary>
    public TimeSpan MailPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the mail server may say "later" (4xx) to one delivery before it has failed.</summary>
    public int LaterTries { get; init; } = 8;

    /// <summary>Pause after the first "later"; three times as long after each further one, up to 8 hours: 8 tries take about a day.</summary>
    public TimeSpan LaterPause { get; init; } = TimeSpan.FromMinutes(5);

    internal TimeSpan PauseAfter(int attempt) => TimeSpan.FromSeconds(Math.Min(300, BackOff.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 20))));

    internal TimeSpan PauseAfterLater(int refused) =>
        TimeSpan.FromMinutes(Math.Min(480, LaterPause.TotalMinutes * Math.Pow(3, Math.Min(refused - 1, 10))));
}
