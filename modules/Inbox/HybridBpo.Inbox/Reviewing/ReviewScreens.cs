using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Reviewing;

/// What whoever looks once more, or settles, sees: the facts of the case as it was decided, and never what the machine proposed.
internal sealed class ReviewScreens(Reviews reviews, CaseKinds kinds, Clients clients, TimeProvider time)
{
    public async Task<ReviewView?> BuildAsync(Access access, ReviewRow row, bool settles, string? error, CancellationToken ct)
    {
        if (await reviews.CaseAsync(row, ct) is not { Form: { } form, EvidenceJson: { } facts } state)
        {
            return null;
        }

        var view = kinds.Find(row.Kind);
        var name = (await clients.GetAsync(access, row.ClientId, ct))?.Name ?? row.ClientId;
        // In the form's order, so that their order does not tell whose is which.
        IReadOnlyList<string> answers = settles
            ? [.. form.Choices.Where(choice => choice.Code == row.Decided || choice.Code == row.Reviewed).Select(choice => choice.Label)] : [];
        return new ReviewView(
            settles ? $"{Paths.Apart}/{row.ClientId}/{row.ReviewId}" : $"{Paths.Reviews}/{row.ClientId}/{row.ReviewId}", name,
            view?.Label ?? row.Kind, state.Question ?? "", row.CaseId, row.ClientId, view?.Evidence, state.EvidenceVersion, facts,
            [.. form.Choices.Select(choice => new OptionView(choice.Code, choice.Label, false))],
            [.. FormViews.Sure.Select(sure => new OptionView(sure.Code, sure.Label, false))], answers, error, Ids.New(time).ToString());
    }

    public async Task<IReadOnlyList<ApartView>> ApartAsync(Access access, IReadOnlyList<ReviewRow> rows, CancellationToken ct)
    {
        var names = (await clients.ListAsync(access, ct)).ToDictionary(client => client.ClientId, client => client.Name);
        var views = new List<ApartView>();
        foreach (var row in rows)
        {
            var state = await reviews.CaseAsync(row, ct);
            views.Add(new ApartView($"{Paths.Apart}/{row.ClientId}/{row.ReviewId}", names.GetValueOrDefault(row.ClientId, row.ClientId),
                kinds.LabelOf(row.Kind), state?.Question ?? Erased.Question,
                CaseWords.Labels([.. (state?.Form?.Choices ?? []).Select(choice => new CaseOption(choice.Code, choice.Label))],
                    new[] { row.Decided, row.Reviewed! }.Order(StringComparer.Ordinal)),
                row.DecidedBy == access.Actor.Id || row.Reviewer == access.Actor.Id));
        }

        return views;
    }
}
