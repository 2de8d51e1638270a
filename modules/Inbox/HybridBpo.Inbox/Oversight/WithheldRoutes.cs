using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Oversight;

/// What each kind of case keeps back until a person has judged, and which modes there are.
internal static class WithheldRoutes
{
    public static void Map(IEndpointRouteBuilder staff) =>
        staff.MapGet(Paths.Withheld, (HttpContext context, CaseKinds kinds, ModePolicy modes) =>
            Pages.Render<WithheldPage>(context, new { Kinds = KindsOf(kinds), Tiers = TiersOf(modes) })).Requires(Act.ReadSupervision).ShowsNobody();

    private static IReadOnlyList<WithheldView> KindsOf(CaseKinds kinds) =>
        [.. kinds.All.OrderBy(view => view.Kind, StringComparer.Ordinal)
            .Select(view => new WithheldView(view.Label, view.Kind, view.Proposal is not null, view.Withholds))];

    private static IReadOnlyList<TierView> TiersOf(ModePolicy modes) =>
    [
        new("Hiring", CaseWords.Modes([Modes.JudgementFirst])),
        new("An answer can worsen somebody’s position", CaseWords.Modes(modes.OfAdverse)),
        new("About money, or for two persons", CaseWords.Modes(modes.OfMoney)),
        new("Little at stake: the rest", CaseWords.Modes(modes.OfTheRest)),
    ];
}
