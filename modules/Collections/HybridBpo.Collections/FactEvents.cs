using HybridBpo.Events;

namespace HybridBpo.Collections;

// Facts about a client's data that a supervisor vouches for. The stream is one per client.

/// <param name="Fact">One of <see cref="Nudges.Attesting.Facts"/>.</param>
/// <param name="Value">As JSON; codes and dates only.</param>
internal sealed record FactAttested(
    Guid AttestationId, [property: Code] string Fact, Guid? ImportId, [property: Code] string Value, [property: Code] string AttestedBy,
        DateTimeOffset At);

/// <summary>The facts stream of a client.</summary>
internal sealed class ClientFacts
{
    public int Attested { get; private set; }

    public static Guid StreamOf(string client) => Ids.For(client, "facts", "");

    public static ClientFacts Create(FactAttested e) => new() { Attested = 1 };

    public void Apply(FactAttested e) => Attested++;
}
