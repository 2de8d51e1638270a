using HybridBpo.Events;

namespace HybridBpo.Collections;

// What reminders a client's people get. The stream is one per client.

/// <summary>Somebody wants other strategies for a client; a person decides.</summary>
/// <param name="Yaml">As it is written.</param>
internal sealed record StrategyAsked(Guid CaseId, int Version, [property: Code] string Yaml, [property: Code] string AskedBy);

internal sealed record StrategyChanged(
    Guid DecisionId, int Version, [property: Code] string Yaml, [property: Code] string DecidedBy, [property: Code] string Reason);

internal sealed record StrategyRefused(Guid DecisionId, int Version, [property: Code] string DecidedBy, [property: Code] string Reason);

/// <summary>Chance keeps somebody without reminders, so that their effect can be told. On the person's stream.</summary>
internal sealed record HoldoutAssigned([property: Code] string Strategy, int StrategyVersion, double Percent, DateTimeOffset At);

/// <summary>The strategies stream of a client.</summary>
internal sealed class ClientStrategies
{
    /// <summary>What waits for a decision.</summary>
    public StrategyAsked? Asked { get; private set; }

    /// <summary>The highest version that was ever asked for.</summary>
    public int Last { get; private set; }

    /// <summary>The version in force; 0 is what the product brings.</summary>
    public int Live { get; private set; }

    public static Guid StreamOf(string client) => Ids.For(client, "strategies", "");

    public static ClientStrategies Create(StrategyAsked e)
    {
        var strategies = new ClientStrategies();
        strategies.Apply(e);
        return strategies;
    }

    public void Apply(StrategyAsked e) => (Asked, Last) = (e, e.Version);

    public void Apply(StrategyChanged e) => (Asked, Live) = (null, e.Version);

    public void Apply(StrategyRefused e) => Asked = null;
}
