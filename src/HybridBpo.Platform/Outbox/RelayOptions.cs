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

    internal TimeSpan PauseAfter(int attempt) => TimeSpan.FromSeconds(Math.Min(300, BackOff.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 20))));
}
