using HybridBpo.Events;

namespace HybridBpo.Inbox.Stopping;

/// Model: its name, or name and version, in small letters. Reason: a code of <see cref="StopReasons"/>.
internal sealed record ModelStopped(DateTimeOffset At, [property: Code] string Model, [property: Code] string By, [property: Code] string Reason);

internal sealed record ModelRestartAsked(DateTimeOffset At, [property: Code] string Model, [property: Code] string By);

internal sealed record ModelRestarted(DateTimeOffset At, [property: Code] string Model, [property: Code] string By);

/// Whether a client's cases show what a model proposes. One stream for each name.
internal sealed class ModelUse
{
    public string? StoppedBy { get; private set; }

    public string? AskedBy { get; private set; }

    public static ModelUse Create(ModelStopped e) => new() { StoppedBy = e.By };

    public void Apply(ModelStopped e) => (StoppedBy, AskedBy) = (e.By, null);

    public void Apply(ModelRestartAsked e) => AskedBy = e.By;

    public void Apply(ModelRestarted e) => (StoppedBy, AskedBy) = (null, null);
}

internal static class StopReasons
{
    public static IReadOnlyList<CaseOption> All { get; } =
    [
        new("looks-wrong", "Its answers look wrong"), new("unfair", "It may be unfair to some people"), new("data", "Its data are wrong or late"),
        new("unclear", "Its reasons cannot be followed"), new("ordered", "Client, law or a court asks for it"), new("exercise", "Exercise"),
    ];

    public static string Label(string code) => All.FirstOrDefault(reason => reason.Code == code)?.Label ?? code;
}
