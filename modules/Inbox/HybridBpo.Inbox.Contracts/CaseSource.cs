namespace HybridBpo.Inbox.Contracts;

/// <summary>
/// Events of a module whose words a case quotes: when retention makes them unreadable, the inbox takes them out of its rows too. Registered as a
/// singleton.
/// </summary>
/// <param name="Event">The event type.</param>
/// <param name="CaseOf">From an event to the case that quotes it; reads no personal field, because those may be gone already.</param>
public sealed record CaseSource(Type Event, Func<object, Guid> CaseOf);
