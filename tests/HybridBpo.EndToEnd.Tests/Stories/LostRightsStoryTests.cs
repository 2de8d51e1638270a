using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>What somebody holds is free in the moment in which they may no longer judge it, whichever way that happens.</summary>
[Collection("maren")]
public sealed class LostRightsStoryTests(DemoHost demo)
{
    [Fact]
    public async Task Switching_off_by_command_or_page_and_taking_a_client_or_role_away_sets_cases_free_at_once()
    {
        using var data = new StoryData(demo.Database.ConnectionString);
        await data.UntilAsync("flagged accounts are in the inbox", async () => await data.CountAsync("inbox.proposals") > 0);

        var byCommand = await HoldAsync(data, "vera");
        await demo.RunAsync("user", "disable", "vera");
        await IsFreeAsync(data, byCommand);

        await using var admin = await demo.OpenAsync("ada");
        var byPage = await HoldAsync(data, "wim");
        await OpenPersonAsync(admin, "wim");
        await admin.Page.Locator("summary", new() { HasTextString = "Switch off…" }).ClickAsync();
        await admin.Page.Locator("form[action$='/disable'] button").ClickAsync();
        await admin.Page.GetByText("What they held is free.").WaitForAsync();
        await IsFreeAsync(data, byPage);

        var byClient = await HoldAsync(data, "xenia");
        await OpenPersonAsync(admin, "xenia");
        foreach (var client in new[] { "fernbrook", "castlegate" }) await admin.Page.Locator($"input[name=client][value={client}]").UncheckAsync();
        await SaveAsync(admin);
        await IsFreeAsync(data, byClient);

        var byRole = await HoldAsync(data, "yann");
        await OpenPersonAsync(admin, "yann");
        await admin.Page.Locator("input[name=roles][value=collector]").UncheckAsync();
        await admin.Page.Locator("input[name=roles][value=recruiter]").CheckAsync();
        await SaveAsync(admin);
        await IsFreeAsync(data, byRole);
        admin.HadNoTrouble();
    }

    private async Task<string> HoldAsync(StoryData data, string name)
    {
        await using var staff = await demo.JoinAsync(name, name, "collector");
        var (id, _) = await staff.TakeLastAsync(data);
        Assert.Equal(1, await data.CountAsync($"inbox.cases where case_id = '{id}' and holder is not null and lease_until > now()"));
        return id;
    }

    private static async Task OpenPersonAsync(StaffPage admin, string name)
    {
        await admin.GoAsync($"/admin/users?q={name}");
        await admin.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();
        await admin.Page.GetByRole(AriaRole.Heading, new() { Name = name }).WaitForAsync();
    }

    private static async Task SaveAsync(StaffPage admin)
    {
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await admin.Page.Locator("#hb-flash .hb-note").WaitForAsync();
    }

    private static async Task IsFreeAsync(StoryData data, string caseId) =>
        Assert.Equal(1, await data.CountAsync(
            $"inbox.cases where case_id = '{caseId}' and holder is null and lease_until is null and stage = 'open'"));
}
