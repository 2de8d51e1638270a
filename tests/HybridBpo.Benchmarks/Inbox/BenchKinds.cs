using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Components;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>A kind of case as a module would register it.</summary>
internal sealed record BenchView(string Kind, string Label, string DecideAct) : ICaseView
{
    public Type Evidence => typeof(BenchEvidence);

    public Type Proposal => typeof(BenchProposal);

    public IReadOnlyList<string> Withholds => ["reasons"];

    public string? SubjectHref(string client, Guid subjectId, string reference) => null;
}

/// <summary>Shows a snapshot as it is.</summary>
public sealed class BenchEvidence : ComponentBase
{
    /// <summary>The case.</summary>
    [Parameter]
    public Guid CaseId { get; set; }

    /// <summary>Code of the client.</summary>
    [Parameter]
    public string Client { get; set; } = "";

    /// <summary>The snapshot.</summary>
    [Parameter]
    public string Json { get; set; } = "";

    /// <summary>Version of its shape.</summary>
    [Parameter]
    public int Version { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, Json);
}

/// <summary>Shows a proposal as it is.</summary>
public sealed class BenchProposal : ComponentBase
{
    /// <summary>The snapshot.</summary>
    [Parameter]
    public string EvidenceJson { get; set; } = "";

    /// <summary>The proposal.</summary>
    [Parameter]
    public string ProposalJson { get; set; } = "";

    /// <inheritdoc/>
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
        builder.AddContent(0, ProposalJson);
}

/// <summary>The people of the bench: collectors and recruiters, each of two clients, and who may do what.</summary>
internal sealed class BenchPeople : IPeople
{
    private readonly Dictionary<string, Access> people;

    public BenchPeople(int count, string[] clients) => people = Enumerable.Range(0, count)
        .Select(i => new Access(new Actor(Actor.Person, $"person-{i}", $"Person {i}"),
            [clients[i % clients.Length], clients[(i + 1) % clients.Length]], [i % 5 == 4 ? Roles.Recruiter : Roles.Collector]))
        .Append(new Access(new Actor(Actor.Person, "supervisor", "Supervisor"), clients, [Roles.Supervisor]))
        .ToDictionary(access => access.Actor.Id);

    public Access? Find(string id) => people.GetValueOrDefault(id);

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            userIds.Distinct().Where(people.ContainsKey).ToDictionary(id => id, id => people[id].Actor.Name));

    public Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([.. people.Values.Where(p => p.Sees(client) && p.May(act)).Select(p => p.Actor.Id)]);
}
