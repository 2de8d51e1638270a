namespace HybridBpo.EndToEnd.Tests;

/// <summary>What is in the demo once it has come up.</summary>
internal static class DemoObjects
{
    /// <summary>Waits until every résumé was screened and accounts were flagged.</summary>
    public static async Task HasCasesAsync(this DemoHost demo)
    {
        var until = DateTime.UtcNow.AddMinutes(4);
        while (await demo.AskAsync("select count(*) from hro.applications where state = 'received'") != "0"
            || await demo.AskAsync("select count(*) from inbox.proposals where proposal->>'Model' like '%late-payment%'") == "0")
        {
            Assert.True(DateTime.UtcNow < until, "The demo's cases do not come up.");
            await Task.Delay(2_000);
        }
    }

    /// <summary>The address of every object of a client, also of those that no link leads to.</summary>
    public static async Task<IReadOnlyList<string>> ObjectsAsync(this DemoHost demo, string client)
    {
        var rows = await demo.ListAsync($"""
            select '/inbox/cases/{client}/' || case_id from inbox.cases where client_id = '{client}'
            union all select '/api/inbox/cases/{client}/' || case_id from inbox.cases where client_id = '{client}'
            union all (select '/accounts/{client}/' || id from collections.accounts where client_id = '{client}' and case_id is not null)
            union all (select '/accounts/{client}/' || id from collections.accounts
                where client_id = '{client}' and case_id is null order by id limit 20)
            union all select '/models/{client}/' || name || '/' || version from collections.models where client_id = '{client}'
            union all select '/models/{client}/' || name || '/' || version || '/model.json' from collections.models where client_id = '{client}'
            union all select '/models/{client}/' || name || '/' || version || '/card.md' from collections.models where client_id = '{client}'
            union all select '/models/runs/{client}/' || id from collections.training_runs where client_id = '{client}'
            union all select '/requisitions/{client}/' || requisition_id || s from hro.requisitions,
                unnest(array['', '/candidates', '/candidates.csv', '/criteria']) s
              where client_id = '{client}'
            union all select '/candidates/{client}/' || application_id || s from hro.applications,
                unnest(array['', '/report', '/file']) s where client_id = '{client}'
            """);
        return [.. rows.Select(r => r[0])];
    }
}
