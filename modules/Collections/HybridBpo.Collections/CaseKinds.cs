using HybridBpo.Collections.Cases;
using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections;

/// <summary>How the inbox shows the cases of this module.</summary>
internal static class CaseKinds
{
    public static readonly IReadOnlyList<ICaseView> All =
    [
        new View(
            FlaggedForm.CaseKind, "Account", Act.DecideCollections, typeof(FlaggedEvidenceView), typeof(FlaggedProposalView), typeof(FlaggedUnscored),
                AccountHref, ["score", "band", "reasons of the score", "proposed answer and terms"])
        { DecidedInBulk = [FlaggedForm.KeepReminding], UsualHours = 8 },
        new View(DisputeCase.CaseKind, "Dispute", Act.DecideCollections, typeof(DisputeEvidenceView), null, typeof(NoProposal), AccountHref)
        { UsualHours = 40 },
        new View(MissingFacts.CaseKind, "Facts", Act.Attest, typeof(AttestationEvidenceView), null, typeof(NoProposal), (client, _) =>
            $"/facts?client={client}")
        { UsualHours = 16 },
        new View(
            ReconciliationCase.CaseKind, "Placement", Act.ImportPortfolio, typeof(ReconciliationEvidenceView), null, typeof(NoProposal), AccountHref)
        { DecidedInBulk = [ReconciliationCase.KeepOurs] },
        new View(
            UnmatchedPayment.CaseKind, "Payment", Act.DecideCollections, typeof(UnmatchedEvidenceView), null, typeof(NoProposal), (_, _) => null)
        { UsualHours = 16 },
        new View(AskStrategy.CaseKind, "Strategy", Act.Attest, typeof(StrategyEvidenceView), null, typeof(NoProposal), AskStrategy.HrefOf),
        new View(AgeingCase.CaseKind, "Ageing list", Act.ImportPortfolio, typeof(AgeingEvidenceView), null, typeof(NoProposal), (_, _) => null)
        { UsualHours = 40 },
        new View(
            ExpectedFileCase.CaseKind, "Expected file", Act.Attest, typeof(ExpectedFileEvidenceView), null, typeof(NoProposal), (client, _) =>
            $"{ExpectedPages.Path}?client={client}")
        { UsualHours = 4 },
        new View(GoLive.CaseKind, "Model", Act.DecideModels, typeof(GoLiveEvidenceView), null, typeof(NoProposal), ModelHref),
    ];

    private static string AccountHref(string client, string reference) => $"/accounts/{client}/{Account.IdOf(client, reference)}";

    private static string? ModelHref(string client, string reference) => reference.Split(' ') is [var name, var version]
        ? $"/models/{client}/{name}/{version}" : null;

    private sealed record View(
        string Kind, string Label, string DecideAct, Type Evidence, Type? Proposal, Type? WithoutProposal, Func<string, string, string?> Href,
        params IReadOnlyList<string> Withholds)
        : ICaseView
    {
        public IReadOnlyList<string> DecidedInBulk { get; init; } = [];

        public int UsualHours { get; init; } = 24;

        public string? SubjectHref(string client, Guid subjectId, string reference) => Href(client, reference);
    }
}
