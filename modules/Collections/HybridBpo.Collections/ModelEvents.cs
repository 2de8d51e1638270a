using HybridBpo.Events;

namespace HybridBpo.Collections;

// The life of a risk model. The stream is one version of one model of a client.

internal sealed record ModelTrained(
    [property: Code] string Name, int Version, [property: Code] string Source, [property: Code] string DataHash, [property: Code] string[] Columns,
        double Auc,
    [property: Code] string TrainedBy);

internal sealed record GoLiveAsked(Guid CaseId, [property: Code] string AskedBy);

internal sealed record ModelPromoted(Guid DecisionId, [property: Code] string DecidedBy, [property: Code] string Reason);

internal sealed record GoLiveRefused(Guid DecisionId, [property: Code] string DecidedBy, [property: Code] string Reason);

internal sealed record ModelRetired([property: Code] string Reason);
