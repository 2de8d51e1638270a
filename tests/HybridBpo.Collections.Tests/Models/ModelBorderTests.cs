namespace HybridBpo.Collections.Tests.Models;

public class ModelBorderTests(ModelsHost host) : IClassFixture<ModelsHost>
{
    private const string Of = "/models/fernbrook/late-payment/1";

    [Fact]
    public async Task Another_clients_models_are_not_there_whatever_is_asked()
    {
        var started = await host.TrainOnHistoryAsync("border");
        Assert.Equal("done", (await host.EndAsync(started)).State);
        var run = started.To!;
        var olga = host.As("olga");
        foreach (var path in new[] { Of, $"{Of}/model.json", $"{Of}/card.md", run, "/models/new?client=fernbrook", "/models/fernbrook/nothing/1" })
            Assert.Equal((path, 404), (path, (await olga.GetAsync(path)).Status));
        Assert.Equal(404, (await olga.PostAsync($"{Of}/ask-go-live", ("command", "1"))).Status);
        Assert.Equal(404, (await olga.PostAsync("/models/new/fernbrook/history", ("name", "mine"), ("cutOff", "2026-01-01"))).Status);
        var sent = await olga.UploadAsync("/models/new/fernbrook/file", "a.csv", Steps.ForeignFile(), ("name", "mine"), ("label", "result"));
        Assert.Equal(404, sent.Status);
        foreach (var path in new[] { "/models", "/models/runs" })
            Assert.DoesNotContain("fernbrook", (await olga.GetAsync(path)).Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await host.CountAsync("select count(*) from collections.training_runs where name = 'mine'"));
    }

    [Fact]
    public async Task Who_may_not_train_or_ask_gets_no_further_than_looking()
    {
        var ines = host.As("ines");
        Assert.Equal(200, (await ines.GetAsync("/models")).Status);
        Assert.Equal(403, (await ines.GetAsync("/models/new")).Status);
        Assert.Equal(403, (await ines.PostAsync("/models/new/fernbrook/history", ("name", "mine"), ("cutOff", "2026-01-01"))).Status);
        Assert.Equal(403, (await ines.PostAsync($"{Of}/ask-go-live", ("command", "1"))).Status);
        foreach (var path in new[] { "/models", "/models/runs", Of, $"{Of}/model.json" })
            Assert.Equal((path, 403), (path, (await host.As("maren").GetAsync(path)).Status));
    }

    [Theory]
    [InlineData($"{Of}/ask-go-live")]
    [InlineData("/models/new/fernbrook/history")]
    [InlineData("/models/new/fernbrook/file")]
    public async Task A_form_that_did_not_come_from_our_page_changes_nothing(string path)
    {
        var answer = await host.As("priya").PostWithoutTokenAsync(path, ("command", "9"), ("name", "forged"), ("cutOff", "2026-01-01"));
        Assert.Equal(400, answer.Status);
        Assert.Equal(0, await host.CountAsync("select count(*) from collections.training_runs where name = 'forged'"));
    }
}
