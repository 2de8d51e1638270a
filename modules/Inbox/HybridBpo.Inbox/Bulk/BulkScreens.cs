using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Inbox.Bulk;

/// Puts the pages of many cases together: what is asked, then what became of each.
internal sealed class BulkScreens(
    CaseRows rows, CaseKinds kinds, CaseDesk desk, Clients clients, InboxSettings settings, TimeProvider time)
{
    private static readonly BulkView Empty = new("", "", [], "", [], [], [], [], [], null, false, false, null);

    public async Task<IResult> AskAsync(HttpContext context, string act, Guid batch, IReadOnlyList<CaseKey> keys, Refusal? refusal)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var found = await FindAsync(access, keys, ct);
        context.ShowsMany("case", found.Values.Select(row => (row.ClientId, row.SubjectId)));
        var of = CountText.Of(keys.Count, "case", "cases");
        var view = Empty with
        {
            Act = act,
            Title = act switch { "snooze" => $"Put {of} aside", "release" => $"Give {of} back", _ => $"Decide {of} alike" },
            Cases = [.. keys.Select(key => Row(key, found.GetValueOrDefault(key), "", ""))],
            Command = batch.ToString(),
            Snoozes = act == "snooze" ? await SnoozesAsync(access, found.Values, ct) : [],
            Error = refusal?.Message,
        };
        if (act == "decide" && keys.Count > 0)
        {
            view = await FormAsync(access, view, [.. found.Values], ct);
        }

        return Pages.Render<BulkPage>(context, new { View = view }, refusal?.Status ?? StatusCodes.Status200OK);
    }

    public async Task<IResult> DoneAsync(HttpContext context, string act, string of, Guid batch, IReadOnlyList<BulkResult> results)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var found = await FindAsync(access, [.. results.Select(result => result.Key)], ct);
        context.ShowsMany("case", found.Values.Select(row => (row.ClientId, row.SubjectId)));
        var done = results.Count(result => result.Why is null);
        var words = act switch { "undo" => "undone", "snooze" => "put aside", "release" => "given back", _ => "decided" };
        var leaves = act == "decide" ? $"Decided. It can be undone for {settings.UndoWindow.TotalSeconds:0} seconds; then it leaves."
            : act == "undo" ? "Undone. You hold it." : $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
        return Pages.Render<BulkPage>(context, new
        {
            View = Empty with
            {
                Act = of,
                Title = $"{done} of {CountText.Of(results.Count, "case", "cases")} {words}",
                Cases = [.. results.OrderBy(result => result.Why is null).Select(result => Row(result.Key, found.GetValueOrDefault(result.Key),
                    result.Why is null ? "done" : "failed", result.Why is { } why ? WordsOf(why) : leaves))],
                Command = batch.ToString(),
                IsDone = true,
                Undone = act == "undo",
            },
        });
    }

    /// What can be decided alike for all of them: choices that each of them offers and its kind lets be decided so.
    private async Task<BulkView> FormAsync(Access access, BulkView view, IReadOnlyList<CaseRow> found, CancellationToken ct)
    {
        var forms = new List<CaseForm>();
        foreach (var row in found)
        {
            if ((await desk.LoadAsync(access, row.ClientId, row.CaseId, ct))?.Form is { } form)
            {
                forms.Add(form);
            }
        }

        var kind = found.Select(row => row.Kind).Distinct().ToList() is [var only] ? kinds.Find(only) : null;
        var choices = kind is null || forms.Count == 0 ? []
            : forms[0].Choices.Where(choice => forms.All(form => form.Choices.FirstOrDefault(other => other.Code == choice.Code) is { } same
                && DecideInBulk.MayBe(form, same, kind.DecidedInBulk))).ToList();
        if (choices.Count == 0)
        {
            return view with
            {
                Obstacle = kind is null ? "These are cases of several kinds. Select cases of one kind."
                    : "Cases of this kind are decided one by one: each needs a judgement of its own.",
            };
        }

        return view with
        {
            Choices = [.. choices.Select((choice, i) =>
                new ChoiceView(choice.Code, choice.Label, choice.Verb, choice.Hint, false, false, i + 1, []))],
            Weights = Shared(forms.Select(form => form.Weights ?? [])),
            Sureness = [.. FormViews.Sure.Select(option => new OptionView(option.Code, option.Label, false))],
            Reasons = Shared(forms.Select(form => form.Reasons)),
        };
    }

    private static List<OptionView> Shared(IEnumerable<IReadOnlyList<CaseOption>> all) => [.. all.First()
        .Where(option => all.All(options => options.Any(other => other.Code == option.Code)))
        .Select(option => new OptionView(option.Code, option.Label, false, option.NeedsNote))];

    private async Task<List<OptionView>> SnoozesAsync(Access access, IEnumerable<CaseRow> found, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var clock = new CaseClock((await clients.ListAsync(access, ct)).FirstOrDefault(c => access.Sees(c.ClientId))?.TimeZone ?? "UTC", now);
        var due = found.Select(row => row.DueAt).DefaultIfEmpty(now).Max();
        return [.. CasePainter.SnoozeTimes(clock, now).Where(option => option.At < due)
            .Select(option => new OptionView(option.At.ToUniversalTime().ToString("O"), $"{option.Words}, {clock.Short(option.At)}", false))];
    }

    private async Task<Dictionary<CaseKey, CaseRow>> FindAsync(Access access, IReadOnlyList<CaseKey> keys, CancellationToken ct)
    {
        var found = new Dictionary<CaseKey, CaseRow>();
        foreach (var of in keys.GroupBy(key => key.Client).Where(of => access.Sees(of.Key)))
        {
            foreach (var row in await rows.FindAsync(access, of.Key, of.Select(key => key.CaseId).ToArray(), ct))
            {
                if (kinds.MayOpen(access, row.Kind))
                {
                    found[new CaseKey(row.ClientId, row.CaseId)] = row;
                }
            }
        }

        return found;
    }

    /// A draft is of one case that somebody has open; here there is none.
    private static string WordsOf(Refusal why) => why switch
    {
        CaseHeldBySomeoneElse => "Somebody else holds this case now. Nothing was recorded on it: leave it to them, or ask them for it.",
        LeaseLost => "Your hold on this case has ended: its time ran out, or a supervisor ended it. Nothing was recorded on it. Take it again.",
        _ => why.Message,
    };

    private BulkCaseView Row(CaseKey key, CaseRow? row, string state, string words) => row is null
        ? new BulkCaseView(key.ToString(), "", "A case that is not among yours", "", state, words)
        : new BulkCaseView(key.ToString(), Paths.Case(row.ClientId, row.CaseId), row.Title, $"{kinds.LabelOf(row.Kind)} · {row.Reference}", state,
            words);
}
