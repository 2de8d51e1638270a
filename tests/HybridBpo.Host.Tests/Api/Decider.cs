using System.Text.RegularExpressions;

namespace HybridBpo.Host.Tests.Api;

/// <summary>A person who decides cases at the pages.</summary>
internal sealed partial class Decider(Browser browser, string client = "fernbrook")
{
    public Task<Browser.Answer> SeeAsync(string id) => browser.GetAsync(PathOf(id));

    public async Task JudgeAsync(string id, string choice = "pay")
    {
        await ActAsync(id, "take");
        await ActAsync(id, "judge", ("choice", choice), ("sure", "fairly"), ("f.pay.amount", "1186.20"));
    }

    public async Task DecideAsync(string id, string choice = "pay")
    {
        await JudgeAsync(id, choice);
        await ActAsync(id, "decide", ("take", "own"), ("reason", "as-ordered"));
    }

    private async Task ActAsync(string id, string act, params (string, string)[] fields)
    {
        var token = TokenField().Match((await SeeAsync(id)).Body).Groups[1].Value;
        var answer = await browser.PostAsync(
            $"{PathOf(id)}/{act}", [("command", Guid.NewGuid().ToString()), ("token", token), .. fields], from: PathOf(id));
        Assert.True((int)answer.Status == 303, $"{act}: {answer.Status}");
    }

    private string PathOf(string id) => $"/inbox/cases/{client}/{id}";

    [GeneratedRegex("name=\"token\" value=\"([0-9]+)\"")]
    private static partial Regex TokenField();
}
