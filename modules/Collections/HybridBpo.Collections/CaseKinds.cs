using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections;

internal static class CaseKinds
{
    public static readonly IReadOnlyList<ICaseView> All = [];
}
