namespace HybridBpo.Platform;

/// <summary>
/// What the one who asks may see and do. Made for each request from the database, never from the cookie, so that a changed role or a disabled
/// user counts at once. Every read and write takes one: its clients go to row-level security as the second fence.
/// </summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Clients">Codes of the clients that may be seen; the single code <c>*</c> is the product itself.</param>
/// <param name="Roles">Codes of <see cref="HybridBpo.Platform.Roles"/>; empty for the product itself.</param>
public sealed record Access(Actor Actor, IReadOnlyList<string> Clients, IReadOnlyList<string> Roles)
{
    /// <summary>The code that stands for every client; only the product itself has it.</summary>
    public const string EveryClient = "*";

    /// <summary>What stands for every desk.</summary>
    public const string EveryDesk = "*";

    /// <summary>
    /// Does this person ask at their own desk, for what they work on? Rows that are for them alone show only then; counts, reports, exports, scans
    /// and answers to programs never ask so. The product itself is then at every desk: to look through all that is stored.
    /// </summary>
    public bool AtDesk { get; init; }

    /// <summary>The product acting by itself, over all clients.</summary>
    /// <param name="name">Name of the scan, relay or command.</param>
    public static Access System(string name) => new(Actor.ForSystem(name), [EveryClient], []);

    /// <summary>The product acting by itself, for one client only.</summary>
    public static Access System(string name, string client) => new(Actor.ForSystem(name), [client], []);

    /// <summary>Is this the product itself and no person or key?</summary>
    public bool IsSystem => Actor.Kind == Actor.System;

    /// <summary>May objects of this client be seen at all? Otherwise the answer is <see cref="NotFound"/>.</summary>
    public bool Sees(string client) => Clients.Contains(client) || Clients is [EveryClient];

    /// <summary>Do the roles allow this act (see <see cref="Permissions"/>)? The product itself may do all that a person need not do.</summary>
    public bool May(string act) => IsSystem || Permissions.Allow(Roles, act);
}
