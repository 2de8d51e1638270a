using System.Text.Json;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace HybridBpo.Inbox.Tests.House;

/// Kinds of case as a module would register them.
internal sealed record DemoView(string Kind, string Label, string DecideAct) : ICaseView
{
    public Type Evidence => typeof(DemoEvidence);

    public Type Proposal => typeof(DemoProposal);

    /// More than may be: the inbox itself keeps out what is adverse, needs a second person or has questions of its own.
    public IReadOnlyList<string> DecidedInBulk => ["keep", "hold", "offer-plan", "interview"];

    public IReadOnlyList<string> Withholds => ["reasons"];

    public string? SubjectHref(string client, Guid subjectId, string reference) => $"/accounts/{client}/{subjectId}";
}

/// Facts of the snapshot: label, value, source.
public sealed class DemoEvidence : ComponentBase
{
    [Parameter]
    public Guid CaseId { get; set; }

    [Parameter]
    public string Client { get; set; } = "";

    [Parameter]
    public string Json { get; set; } = "";

    [Parameter]
    public int Version { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var facts = JsonSerializer.Deserialize<string[][]>(Json)!;
        builder.AddMarkupContent(0, "<section class=\"hb-sec\"><header><h2>What we know</h2></header><dl class=\"hb-facts\">");
        foreach (var fact in facts)
        {
            builder.AddMarkupContent(1, $"<div><dt>{fact[0]}</dt><dd><b>{fact[1]}</b><small>{fact[2]}</small></dd></div>");
        }

        builder.AddMarkupContent(2, "</dl></section>");
    }
}

public sealed class DemoProposal : ComponentBase
{
    [Parameter]
    public string EvidenceJson { get; set; } = "";

    [Parameter]
    public string ProposalJson { get; set; } = "";

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "section");
        builder.AddAttribute(1, "class", "card");
        builder.AddMarkupContent(2, "<header><h2>Why the machine thinks so</h2></header>");
        builder.OpenElement(3, "div");
        builder.AddAttribute(4, "class", "hb-pad");
        builder.AddContent(5, JsonDocument.Parse(ProposalJson).RootElement.GetProperty("why").GetString());
        builder.CloseElement();
        builder.CloseElement();
    }
}

/// A module that applies outcomes, remembers what it was told, and can be made to refuse or to fail.
internal sealed class DemoOutcomes(string kind) : IOutcomeHandler
{
    private readonly Lock guard = new();
    private readonly List<Outcome> applied = [];

    public string Kind => kind;

    public Refusal? Refuses { get; set; }

    public int FailsFirst { get; set; }

    /// Plans of more months than this are impossible, as a module's own rule would say.
    public int MostMonths { get; set; } = 60;

    public Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct) => Task.FromResult(
        answer.Choice == "offer-plan" && int.Parse(answer.Fields["months"]) > MostMonths
            ? new AnswerImpossible("months", $"{MostMonths} months pay it all.") : null);

    public IReadOnlyList<Outcome> Applied
    {
        get
        {
            lock (guard)
            {
                return [.. applied];
            }
        }
    }

    /// How often each decision had an effect; the module dedupes by the decision's id, as the contract asks.
    public Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        lock (guard)
        {
            if (FailsFirst-- > 0)
            {
                throw new InvalidOperationException("The module is not ready.");
            }

            if (Refuses is { } refusal)
            {
                return Task.FromResult<Result<Done>>(refusal);
            }

            if (applied.All(known => known.DecisionId != outcome.DecisionId))
            {
                applied.Add(outcome);
            }

            return Task.FromResult<Result<Done>>(Done.Yes);
        }
    }
}
