using HybridBpo.Platform.Tests;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>
/// A debtor whose data went through files, pages, reminders and a case is erased by a click; afterwards neither the product's proof nor a plain look
/// through every table and file finds them, and the log still verifies.
/// </summary>
public sealed class ErasureStoryTests(DemoHost demo)
{
    private const string Name = "Zora Quillfeather", Mail = "zora.quillfeather@example.com";
    private static readonly string[] Traces = ["Quillfeather", "zora.quill"];

    [Fact]
    public async Task A_debtor_who_asks_for_it_is_erased_from_everywhere_and_a_later_file_brings_nothing_back()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var own = await OwnHost.StartAsync(demo, smtp.Settings);
        await own.AddAsync("ines", "supervisor");
        await own.AddAsync("clara", "compliance");
        await using (var staff = await own.OpenAsync("ines"))
        {
            await OwnHost.SendAsync(staff.Page, "placement.csv", Rows("80.00"));
            var import = staff.Page.Url;
            await OwnHost.VouchAsync(staff.Page);
            await staff.Page.GotoAsync(import);
            await OwnHost.LoadSentAsync(staff.Page);
            await OwnHost.TurnSendingOnAsync(staff.Page);
            await own.Data.UntilAsync("she was reminded",
                () => Task.FromResult(smtp.Mails.Any(mail => mail.To.Contains(Mail, StringComparison.Ordinal))));
            await ShowsHerAsync(own, staff);
        }

        Assert.NotEmpty(await FoundInAsync(own));
        await using (var clara = await own.OpenAsync("clara"))
        {
            await EraseAsync(clara);
            await clara.LookInAsync("story-erasure-proof");
            clara.HadNoTrouble();
        }

        Assert.Empty(await FoundInAsync(own));
        var (code, output, _) = await HostProcess.RunAsync(["verify-log", "--client", OwnHost.Client], own.ConnectionString, own.DataFolder);
        Assert.True(code == 0, output);

        // The client sends its whole list again.
        await using (var staff = await own.OpenAsync("ines"))
        {
            await OwnHost.LoadAsync(staff.Page, "placement-again.csv", Rows("85.00"));
            Assert.Empty(await FoundInAsync(own));
            await staff.GoAsync("/accounts?q=ZQ-1");
            Assert.DoesNotContain("Quillfeather", await staff.Page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task ShowsHerAsync(OwnHost own, StaffPage staff)
    {
        var account = await own.Data.OneAsync<Guid>("select id from collections.accounts where reference = 'ZQ-1'");
        await staff.GoAsync($"/accounts/{OwnHost.Client}/{account}");
        await Assertions.Expect(staff.Page.Locator("main")).ToContainTextAsync(Name);
    }

    private static async Task EraseAsync(StaffPage clara)
    {
        var page = clara.Page;
        await clara.GoAsync("/erasure");
        await page.Locator("#erase-q").FillAsync("Quillfeather");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        var found = page.Locator("li.hb-erase", new() { HasTextString = "ZQ-1" }).First;
        await found.Locator("summary", new() { HasTextString = "Erase…" }).ClickAsync();
        await found.Locator("select[name=reason]").SelectOptionAsync("request");
        if (await found.Locator("input[name=despite]").CountAsync() > 0)
            await found.Locator("input[name=despite]").FillAsync("Article 17, and the client agreed to write it off");
        await found.Locator("input[name=typed]").FillAsync("Zq-1 ");
        await clara.LookInAsync("story-erasure-ask", "light", "phone");
        await found.GetByRole(AriaRole.Button, new() { NameRegex = new("^Erase ") }).ClickAsync();
        await page.Locator("section[aria-label=Proofs] .badge.is-good").WaitForAsync(new() { Timeout = 180_000 });
        await Assertions.Expect(page.Locator("section[aria-label=Proofs]")).ToContainTextAsync("0 hits");
    }

    /// <summary>Where any trace of hers stands, as text, in any row of any table, or in any file beside the server's own.</summary>
    private static async Task<IReadOnlyList<string>> FoundInAsync(OwnHost own)
    {
        var tables = (await own.Data.OneAsync<string>("""
            select string_agg(format('%I.%I', table_schema, table_name), ' ') from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
            """)).Split(' ');
        Assert.True(tables.Length > 50, $"{tables.Length} tables");
        var found = new List<string>();
        foreach (var table in tables)
        {
            var any = string.Join(" or ", Traces.Select(trace => $"t::text ilike '%{trace}%'"));
            if (await own.Data.CountAsync($"{table} t where {any}") > 0) found.Add(table);
        }

        foreach (var file in Directory.EnumerateFiles(own.DataFolder, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            if (Traces.Any(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase))) found.Add(file);
        }

        return found;
    }

    private static string Rows(string otto) => $"""
        account_ref,customer_ref,name,email,due_date,balance,creditor,account_type
        ZQ-1,ZC-1,{Name},{Mail},{DayTime.Day(-5)},120.00,Riverton Water,water
        ZQ-2,ZC-2,Otto Beispiel,otto@example.com,{DayTime.Day(-5)},{otto},Riverton Water,water
        """;
}
