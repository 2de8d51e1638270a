using HybridBpo.Events;

namespace HybridBpo.Collections;

// Facts about a client's data that a supervisor vouches for. The stream is one per client.

/// <param name="Fact">One of <see cref="Nudges.Attesting.Facts"/>.</param>
/// <param name="Value">As JSON; codes and dates only.</param>
internal sealed record FactAttested(
    Guid AttestationId, [property: Code] string Fact, Guid? ImportId, [property: Code] string Value, [property: Code] string AttestedBy,
        DateTimeOffset At);

/// <summary>Somebody wants a rule of the house switched off for a client; it waits for a second person.</summary>
internal sealed record RuleSwitchAsked(
    Guid SwitchId, [property: Code] string RuleId, DateOnly From, [property: Code] string AskedBy, [property: Personal] string? Why);

/// <summary>A rule of the house is off, or on again, for a client from a day on.</summary>
/// <param name="SwitchedBy">Who confirmed it, or switched it on.</param>
internal sealed record RuleSwitched(
    Guid SwitchId, [property: Code] string RuleId, bool IsOn, DateOnly From, [property: Code] string SwitchedBy, [property: Personal] string? Why);

internal sealed record RuleSwitchDeclined(Guid SwitchId, [property: Code] string RuleId, [property: Code] string DeclinedBy);

/// <summary>The facts stream of a client.</summary>
internal sealed class ClientFacts
{
    /// <summary>Switches that wait for a second person, by rule.</summary>
    public Dictionary<string, RuleSwitchAsked> Asked { get; } = [];

    /// <summary>How each rule of the house was switched last, if it ever was; its day may be still to come.</summary>
    public Dictionary<string, RuleSwitched> Switched { get; } = [];

    public int Attested { get; private set; }

    public static Guid StreamOf(string client) => Ids.For(client, "facts", "");

    public static ClientFacts Create(FactAttested e) => new() { Attested = 1 };

    public static ClientFacts Create(RuleSwitchAsked e)
    {
        var facts = new ClientFacts();
        facts.Apply(e);
        return facts;
    }

    public void Apply(FactAttested e) => Attested++;

    public void Apply(RuleSwitchAsked e) => Asked[e.RuleId] = e;

    public void Apply(RuleSwitched e)
    {
        Asked.Remove(e.RuleId);
        Switched[e.RuleId] = e;
    }

    public void Apply(RuleSwitchDeclined e) => Asked.Remove(e.RuleId);
}
