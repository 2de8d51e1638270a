using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Api;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>
/// Whoever is erased goes out of a dialer's file, its quarantine and the answers to other programs; and no later file brings them back.
/// </summary>
public class ErasedCallsTests(House house) : IClassFixture<House>
{
    private const string Placed = "account_ref,customer_ref,name,phone,due_date,balance\n", Calls = "account_ref,number,at,outcome,agent,recording\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Their_calls_lose_what_is_personal_their_lines_go_and_those_of_others_stay()
    {
        await house.LoadAsync("placement", Placed + "EC-1,EC,Zoe Quillfeather,+12125550187,2026-09-01,20.00\n"
            + "EC-2,EC,Zoe Quillfeather,+12125550187,2026-09-01,20.00\nEO-1,EO,Bo Else,+12125550144,2026-09-01,20.00\n");
        var import = await house.LoadAsync("calls", Calls + "EC-1;EC-2,+12125550187,2026-10-12T10:00:00Z,no-answer,A-1,rec-of-quillfeather\n"
            + "EO-1,+12125550144,2026-10-12T11:00:00Z,no-answer,A-1,rec-2\nEC-2;EC-1,+12125550187,2026-10-12T12:00:00Z,WHO KNOWS,A-1,rec-3\n"
            + "EO-1,+12125550144,2026-10-12T13:00:00Z,WHO KNOWS,A-1,rec-4\n", "theirs.csv");
        Assert.Equal((2, 2), (import.Added, import.Quarantined));
        var program = new Access(new Actor(Actor.ApiKey, "key-1", "Dialer"), ["tilbury"], []);
        var asked = (await house.Get<ContactChecks>().RunAsync(
            program, "tilbury", new ContactCheckAsk("call", "+12125550187", null, "EC-1"), _ => { }, Ct)).Value;

        Assert.Equal(ErasureStates.Done, (await house.EraseAsync("EC")).Value.State);

        var kept = (await house.KeptAsync(import))!.File.Text;
        Assert.DoesNotContain("EC-1", kept);
        Assert.Contains("rec-4", kept);
        var rows = await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct);
        Assert.Equal([("left-out", "{}"), ("open", "rec-4")], rows.Select(r => (r.State, r.State == "open" ? r.CellMap["recording"] : r.Cells)));
        Assert.DoesNotContain((await house.Store.FetchStreamAsync("tilbury", Eraser.Customer("EC"), ct: Ct)).Select(e => e.Data),
            e => e is ContactAttempted { Recording: not null } or ContactAttempted { Agent: not null });
        Assert.Equal(0, await house.OneAsync<long>($$"""
            select count(*) from collections.contact_checks c, jsonb_array_elements(c.results) r
            where c.id = {{asked.Id}} and (r ->> 'reason' <> '' or r -> 'inputs' <> '{}'::jsonb)
            """));
        Assert.IsType<PersonErased>((await house.Get<ContactChecks>().RunAsync(
            program, "tilbury", new ContactCheckAsk("call", "+12125550187", null, "EC-1"), _ => { }, Ct)).Refusal);

        var later = await house.LoadAsync(
            "calls", Calls + "EC-1,+12125550187,2026-10-13T10:00:00Z,no-answer,A-1,rec-9\n"
                + "EO-1,+12125550144,2026-10-13T11:00:00Z,no-answer,A-1,rec-8\n",
            "later.csv");
        Assert.Equal(1, later.Added);
        var left = Assert.Single(await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", later.Id, Ct));
        Assert.Equal(("left-out", "{}"), (left.State, left.Cells));
        Assert.DoesNotContain("rec-9", (await house.KeptAsync(later))!.File.Text);
        Assert.Contains("rec-8", (await house.KeptAsync(later))!.File.Text);
    }
}
