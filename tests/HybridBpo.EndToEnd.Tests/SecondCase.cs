using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>Opens a second case about somebody whose first one is decided.</summary>
internal static class SecondCase
{
    /// <param name="demo">The host.</param>
    /// <param name="page">Whoever decided the first one.</param>
    /// <param name="first">The first one.</param>
    /// <param name="kind">Its kind.</param>
    public static async Task OpenAsync(DemoHost demo, StaffPage page, Canary first, string kind)
    {
        if (kind == "hro.screening") await ReadAgainAsync(demo, page, first);
        else await AskAsync(demo, page, first, kind);
    }

    private static async Task ReadAgainAsync(DemoHost demo, StaffPage page, Canary first)
    {
        var application = await demo.AskAsync($"select subject_id from inbox.cases where case_id = '{first.Case}'");
        await page.GoAsync($"/candidates/{first.Client}/{application}");
        await page.Page.GetByText("Look again, or take out").ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Read again by the criteria of today" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("The resume is being read again.")).ToBeVisibleAsync();
    }

    /// <summary>As the nightly scan asks: it would itself only weeks later.</summary>
    private static async Task AskAsync(DemoHost demo, StaffPage page, Canary first, string kind)
    {
        var answer = await page.Page.APIRequest.GetAsync($"/api{first.Path}");
        var seen = JsonNode.Parse(await answer.TextAsync())!;
        var ask = new JsonObject
        {
            ["CaseId"] = Guid.NewGuid().ToString(),
            ["Client"] = first.Client,
            ["Kind"] = kind,
            ["Question"] = "What is the next step, again?",
            ["Reference"] = seen["case"]!["reference"]!.GetValue<string>(),
            ["SubjectId"] = await demo.AskAsync($"select subject_id from inbox.cases where case_id = '{first.Case}'"),
            ["Urgency"] = 0,
            ["DueAt"] = DateTimeOffset.UtcNow.AddDays(2),
            ["Evidence"] = new JsonObject { ["Version"] = 1, ["Json"] = seen["evidence"]!.ToJsonString(), ["Text"] = "again" },
            ["Form"] = Pascal(seen["form"]!),
            ["NotFor"] = new JsonArray(),
        };
        await demo.ListAsync("""
            insert into platform.messages (id, client_id, kind, json, not_before)
            values (gen_random_uuid(), $1, 'inbox.open-case', $2::jsonb, now()) returning id
            """, first.Client, ask.ToJsonString());
    }

    /// <summary>The API writes names as JavaScript does, messages as they are declared.</summary>
    private static JsonNode? Pascal(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(char.ToUpperInvariant(p.Key[0]) + p.Key[1..], Pascal(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Pascal)]),
        null => null,
        _ => JsonNode.Parse(node.ToJsonString()),
    };
}
