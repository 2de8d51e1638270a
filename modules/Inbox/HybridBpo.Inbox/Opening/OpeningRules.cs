using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Stopping;

namespace HybridBpo.Inbox.Opening;

/// What is in force where and when a case opens. Stops: of the models whose proposals this client's cases do not show.
internal sealed record OpeningRules(
    RoutingPolicy Routing, EscalationPolicy Escalation, WorkingCalendar Calendar, ModePolicy Modes, IReadOnlyList<ModelStop> Stops);
