namespace HybridBpo.Inbox.Queue;

/// The kinds of case that modules registered, and what somebody's roles open of them.
internal sealed class CaseKinds(IEnumerable<ICaseView> views, IEnumerable<ICaseSample> samples)
{
    private readonly Dictionary<string, ICaseView> byKind = views.ToDictionary(view => view.Kind);

    private readonly Dictionary<string, ICaseSample> samplesByKind = samples.ToDictionary(sample => sample.Kind);

    public IReadOnlyCollection<ICaseView> All => byKind.Values;

    public ICaseView? Find(string kind) => byKind.GetValueOrDefault(kind);

    /// Null for a kind of which its module makes no cases with a known answer.
    public ICaseSample? SampleOf(string kind) => samplesByKind.GetValueOrDefault(kind);

    public string LabelOf(string kind) => Find(kind)?.Label ?? kind;

    /// A kind that no module shows any longer can be judged by nobody.
    public bool MayJudge(Access access, string kind) => access.Actor.Kind == Actor.Person && Find(kind) is { } view && access.May(view.DecideAct);

    public string[] JudgedBy(Access access) => [.. byKind.Keys.Where(kind => MayJudge(access, kind))];

    /// Whoever judges a kind, or may browse, opens its cases.
    public bool MayOpen(Access access, string kind) => MayJudge(access, kind) || access.May(Act.BrowseInbox);

    public string[] OpenedBy(Access access) => [.. byKind.Keys.Where(kind => MayOpen(access, kind))];
}
