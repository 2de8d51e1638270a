using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>What a recruiter does on the hiring pages, as a person would.</summary>
internal static class HiringDesk
{
    /// <summary>Pastes the job text; ends on the page of proposed criteria.</summary>
    public static async Task NewRequisitionAsync(this StaffPage staff, string reference)
    {
        var page = staff.Page;
        await staff.GoAsync("/requisitions/new");
        await page.Locator("#for-client").SelectOptionAsync("fernbrook");
        await page.Locator("[name=reference]").FillAsync(reference);
        await page.Locator("[name=title]").FillAsync(Resumes.Title);
        await page.Locator("[name=jobText]").FillAsync(Resumes.JobText);
        await page.GetByRole(AriaRole.Button, new() { Name = "Read criteria" }).ClickAsync();
        await page.WaitForURLAsync("**/criteria");
    }

    /// <summary>Settles the criteria as they stand; ends on the requisition.</summary>
    /// <returns>The requisition's path.</returns>
    public static async Task<string> SettleAsync(this StaffPage staff)
    {
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Settle these criteria" }).ClickAsync();
        await Assertions.Expect(staff.Page.GetByText("The criteria are settled.")).ToBeVisibleAsync();
        return new Uri(staff.Page.Url).AbsolutePath;
    }

    /// <summary>Chooses files and sends them.</summary>
    /// <returns>One line per file as the page tells it, by file name.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> UploadAsync(this StaffPage staff, params (string Name, byte[] Content)[] files)
    {
        var page = staff.Page;
        await page.Locator("#files").SetInputFilesAsync(files.Select(f =>
            new FilePayload { Name = f.Name, MimeType = "application/octet-stream", Buffer = f.Content }));
        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Add resumes" }).ClickAsync(),
            r => r.Request.Method == "POST" && r.Url.EndsWith("/resumes", StringComparison.Ordinal), new() { Timeout = 120_000 });
        var lines = page.Locator("#uploaded .hro-files li p");
        await Assertions.Expect(lines).ToHaveCountAsync(files.Length);
        var told = new Dictionary<string, string>();
        foreach (var line in await lines.AllAsync())
            told[await line.Locator("b").InnerTextAsync()] = await line.InnerTextAsync();
        return told;
    }

    /// <summary>Waits until every resume of the requisition was read.</summary>
    public static async Task AllReadAsync(this StaffPage staff, int candidates)
    {
        var within = new LocatorAssertionsToHaveCountOptions { Timeout = 180_000 };
        await Assertions.Expect(staff.Page.Locator("#candidates tbody tr")).ToHaveCountAsync(candidates, within);
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Link, new() { Name = "Case", Exact = true })).ToHaveCountAsync(candidates, within);
    }
}
