using System.Text.RegularExpressions;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Models;

public class ModelPagesTests(ModelsHost host) : IClassFixture<ModelsHost>
{
    private const string To = "/models/new/fernbrook/file";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_of_the_own_history_shows_its_figures_and_goes_live_only_by_somebody_elses_decision()
    {
        var run = await host.EndAsync(await host.TrainOnHistoryAsync("history"));
        Assert.Equal(("done", 1), (run.State, run.Version));
        var priya = host.As("priya");
        var page = await priya.GetAsync("/models/fernbrook/history/1");
        Assert.Equal(200, page.Status);
        string[] shown =
        [
            "Days late", "plain, logistic", "as a ranking", "Ask for go-live…", "Priya N. trained it", "data-chart=\"roc\"", "data-chart=\"calib\"",
            "SHA-256", "30 days late within 90 days", "Tenth by tenth", "Calibration error", "Days late today",
            "This opens a question in the inbox", "Ask them", "(95 %: ",
        ];
        Assert.All(shown, words => Assert.Contains(words, page.Body, StringComparison.Ordinal));

        var asked = await priya.PostAsync("/models/fernbrook/history/1/ask-go-live", ("command", "a"));
        Assert.Equal((303, "/models/fernbrook/history/1"), (asked.Status, asked.To));
        Assert.Equal(303, (await priya.PostAsync("/models/fernbrook/history/1/ask-go-live", ("command", "a"))).Status);
        var opened = await OpenedAsync("history 1");
        Assert.Contains("priya", opened.NotFor);
        Assert.Null(opened.Proposal);
        page = await priya.GetAsync("/models/fernbrook/history/1");
        Assert.Contains("waits for a decision", page.Body, StringComparison.Ordinal);
        Assert.Contains("Ines D.", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Ask for go-live…", page.Body, StringComparison.Ordinal);

        Assert.IsType<DecidedByTheAsker>((await DecideAsync(opened, "priya")).Refusal);
        Assert.Contains("waits for a decision", (await priya.GetAsync("/models/fernbrook/history/1")).Body, StringComparison.Ordinal);
        Assert.Null((await DecideAsync(opened, "ines")).Refusal);
        page = await priya.GetAsync("/models/fernbrook/history/1");
        Assert.Contains("Ines D. let it go live", page.Body, StringComparison.Ordinal);
        Assert.Contains("history 1 has scored since", (await priya.GetAsync("/models")).Body, StringComparison.Ordinal);
        Assert.IsType<ModelNotFree>((await DecideAsync(opened, "ines", "other-decision")).Refusal);
    }

    [Fact]
    public async Task A_cut_off_without_a_full_outcome_window_is_refused_with_the_latest_possible_day()
    {
        var latest = await host.LatestAsync();
        var refused = await host.TrainOnHistoryAsync("too-late", latest.AddDays(1));
        Assert.Equal(422, refused.Status);
        Assert.Contains($"The latest possible cut-off is {latest:yyyy-MM-dd}", refused.Body, StringComparison.Ordinal);
        Assert.Contains($"value=\"{latest.AddDays(1):yyyy-MM-dd}\"", refused.Body, StringComparison.Ordinal);
        Assert.Equal(0, await host.CountAsync("select count(*) from collections.training_runs where name = 'too-late'"));
        Assert.Equal(422, (await host.As("priya").PostAsync("/models/new/fernbrook/history", ("name", "x-y"), ("cutOff", "soon"))).Status);
        Assert.Equal(422, (await host.TrainOnHistoryAsync("Not A Name")).Status);
    }

    [Fact]
    public async Task A_cut_off_before_there_is_enough_history_ends_with_what_is_still_needed()
    {
        var run = await host.EndAsync(await host.TrainOnHistoryAsync("too-early", (await host.LatestAsync()).AddMonths(-11)));
        Assert.Equal("failed", run.State);
        Assert.Contains("are needed", run.Problem, StringComparison.Ordinal);
        Assert.Contains(run.Problem!, (await host.As("priya").GetAsync("/models")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_form_sent_twice_trains_once_and_a_repeated_message_keeps_one_model()
    {
        var (first, second) = (await host.TrainOnHistoryAsync("twice"), await host.TrainOnHistoryAsync("twice"));
        Assert.Equal(first.To, second.To);
        var run = await host.EndAsync(first);
        var order = new TrainOrder(run.Id, "fernbrook", "twice", null, "", "", null, [], "priya", await host.LatestAsync());
        await host.Database.ExecuteAsync(Access.System("test"), $"update collections.training_runs set state = 'running' where id = {run.Id}", Ct);
        await host.Get<TrainModel>().HandleAsync(
            new Message(run.Id, "fernbrook", TrainModel.MessageKind, System.Text.Json.JsonSerializer.Serialize(order), 2), Ct);
        Assert.Equal(1, await host.CountAsync("select count(*) from collections.models where name = 'twice'"));
        Assert.Equal(1, await host.CountAsync("select count(*) from collections.training_runs where name = 'twice'"));
    }

    [Fact]
    public async Task A_model_with_columns_that_the_portfolio_cannot_build_is_refused_by_their_names_before_and_when_asked()
    {
        var priya = host.As("priya");
        var run = await host.EndAsync(await priya.UploadAsync(
            To, "../people.csv", Steps.ForeignFile(), ("command", "1"), ("name", "foreign"), ("label", "result"), ("positive", "late"),
            ("drop", "row_id")));
        Assert.True(run.State == "done", run.Problem);
        var page = await priya.GetAsync("/models/fernbrook/foreign/1");
        Assert.Contains("MonthlyIncome, share_of_limit", page.Body, StringComparison.Ordinal);
        Assert.Contains("Train on the portfolio’s own history instead", page.Body, StringComparison.Ordinal);
        Assert.Contains("people.csv", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Ask for go-live…", page.Body, StringComparison.Ordinal);

        var refused = await priya.PostAsync("/models/fernbrook/foreign/1/ask-go-live", ("command", "a"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("cannot build these columns of the model: MonthlyIncome, share_of_limit.", refused.Body, StringComparison.Ordinal);
        const string Unasked = "select count(*) from collections.models where name = 'foreign' and state = 'trained' and case_id is null";
        Assert.Equal(1, await host.CountAsync(Unasked));
        Assert.DoesNotContain(host.Asked, c => c.Reference == "foreign 1");
    }

    [Theory]
    [InlineData("outcome", "", "", "people.csv, line 1: there is no column 'outcome'")]
    [InlineData("result", "", "", "say which value counts as the outcome")]
    [InlineData("result", "unpaid", "", "no row has the value 'unpaid'")]
    [InlineData("result", "late", "shoe_size", "shoe_size")]
    public async Task A_file_that_cannot_be_learnt_from_ends_with_the_place_and_the_reason(string label, string positive, string drop, string said)
    {
        var priya = host.As("priya");
        var started = await priya.UploadAsync(
            To, "people.csv", Steps.ForeignFile(), ("command", "1"), ("name", "broken"), ("label", label), ("positive", positive), ("drop", drop));
        var run = await host.EndAsync(started);
        Assert.Equal("failed", run.State);
        Assert.Contains(said, run.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), run.Problem, StringComparison.Ordinal);
        Assert.Contains(run.Problem!, (await priya.GetAsync(started.To!)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("categories")]
    [InlineData("drop")]
    public async Task Columns_of_texts_are_asked_about_by_their_names_and_one_click_answers(string answer)
    {
        var priya = host.As("priya");
        (string, string)[] form = [("command", answer), ("name", "texts-" + answer), ("label", "result"), ("positive", "late"), ("drop", "row_id")];
        var asked = await priya.UploadAsync(To, "people.csv", Steps.FileWithTexts(), form);
        Assert.Equal(422, asked.Status);
        Assert.Contains("These 2 columns hold texts: channel, town.", asked.Body, StringComparison.Ordinal);
        Assert.Equal(0, await host.CountAsync($"select count(*) from collections.training_runs where name = 'texts-{answer}'"));

        var kept = Regex.Match(asked.Body, "name=\"kept\" value=\"([^\"]+)\"").Groups[1].Value;
        form = [.. form, ("kept", kept), ("textColumn", "channel"), ("textColumn", "town")];
        var still = await priya.PostAsync(To, [.. form, ("categorical", "town")]);
        Assert.Equal(422, still.Status);
        Assert.Contains("The column channel holds texts.", still.Body, StringComparison.Ordinal);
        var run = await host.EndAsync(await priya.PostAsync(To, [.. form, ("texts", answer)]));
        Assert.True(run.State == "done", run.Problem);
        var model = (await priya.GetAsync($"/models/fernbrook/texts-{answer}/1/model.json")).Body;
        var inputs = Regex.Match(model, "\"feature_names\":\\[([^\\]]+)").Groups[1].Value;
        Assert.Equal(answer == "categories", inputs.Contains("\"channel\"", StringComparison.Ordinal));
        Assert.Contains("share_of_limit", inputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_file_that_was_kept_for_this_form_is_taken_up_again()
    {
        var refused = await host.As("priya").PostAsync(
            To, ("command", "1"), ("name", "elsewhere"), ("label", "result"), ("kept", Guid.NewGuid().ToString()));
        Assert.Equal(422, refused.Status);
        Assert.Contains("no longer kept", refused.Body, StringComparison.Ordinal);
        Assert.Equal(0, await host.CountAsync("select count(*) from collections.training_runs where name = 'elsewhere'"));
    }

    [Fact]
    public async Task A_form_that_names_no_outcome_or_brings_an_empty_file_is_refused_at_once()
    {
        var priya = host.As("priya");
        var unnamed = await priya.UploadAsync(To, "people.csv", "a,b\n1,2\n", ("command", "1"), ("name", "none"), ("label", ""));
        Assert.Equal(422, unnamed.Status);
        var empty = await priya.UploadAsync(To, "people.csv", "", ("command", "1"), ("name", "none"), ("label", "b"));
        Assert.Equal(422, empty.Status);
        var undated = await priya.UploadAsync(
            To, "people.csv", "a,b\n1,2\n", ("command", "1"), ("name", "none"), ("label", "b"), ("holdOut", "time"), ("dateColumn", "a"));
        Assert.Equal(422, undated.Status);
        Assert.Equal(0, await host.CountAsync("select count(*) from collections.training_runs where name = 'none'"));
    }

    [Fact]
    public async Task The_file_that_is_downloaded_is_the_model_with_its_card()
    {
        var page = await host.As("ines").GetAsync("/models/fernbrook/late-payment/1");
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("Ask for go-live…", page.Body, StringComparison.Ordinal);
        var file = await host.As("ines").GetAsync("/models/fernbrook/late-payment/1/model.json");
        Assert.Contains("gbtree", file.Body, StringComparison.Ordinal);
        var card = await host.As("ines").GetAsync("/models/fernbrook/late-payment/1/card.md");
        Assert.StartsWith("# Risk model", card.Body, StringComparison.Ordinal);
        Assert.Contains("Intended use", card.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demos_model_waits_for_a_supervisor_and_scores_nothing_by_itself()
    {
        const string Asked = "select count(*) from collections.models where name = 'late-payment' and state = 'asked' and asked_by = 'priya'";
        Assert.Equal(2, await host.CountAsync(Asked));
        Assert.Equal(0, await host.CountAsync("select count(*) from events.mt_events where type = 'model_promoted' and tenant_id = 'castlegate'"));
        Assert.Contains("priya", (await OpenedAsync("late-payment 1")).NotFor);
        Assert.Contains("no model scores", (await host.As("olga").GetAsync("/models")).Body, StringComparison.Ordinal);
    }

    private async Task<OpenCase> OpenedAsync(string reference)
    {
        bool IsIt(OpenCase c) => c.Reference == reference && c.Client == "fernbrook";
        for (var tries = 0; tries < 200 && !host.Asked.Any(IsIt); tries++) await Task.Delay(50, Ct);
        return host.Asked.Where(IsIt).DistinctBy(c => c.CaseId).Single();
    }

    private Task<Result<Done>> DecideAsync(OpenCase opened, string by, string decision = "decision") => host.Get<GoLiveOutcome>().ApplyAsync(
        new Outcome(
            opened.CaseId, Ids.For(opened.Client, decision, by), 4, opened.Client, opened.Kind, opened.SubjectId, GoLive.Yes,
            new Dictionary<string, string>(), "better", "", by, null, DateTimeOffset.UtcNow), Ct);
}
