using HybridBpo.Events;

namespace HybridBpo.Platform.Tests;

/// <summary>A small aggregate for the platform's own tests.</summary>
public sealed record Parcel(int Stamps, bool Closed)
{
    public static Parcel Create(ParcelOpened opened) => new(0, false);

    public Parcel Apply(StampAdded added) => this with { Stamps = Stamps + added.Count };

    public Parcel Apply(ParcelClosed closed) => this with { Closed = true };
}

public sealed record ParcelOpened([property: Code] string Label);

public sealed record StampAdded(int Count);

public sealed record ParcelClosed(DateTimeOffset At);

internal sealed record ParcelIsClosed(string Message) : Conflict(Message);
