using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Nudges.Attesting;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>Places accounts, vouches for facts, scans, and looks at what stands there.</summary>
internal sealed class Desk(House house, string client = "tilbury")
{
    private const string Head = "account_ref,customer_ref,name,email,phone,city,state,zip,country,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private int attested;

    /// <summary>Rows without their last two cells: all are due on 9 October, $50.00.</summary>
    public async Task PlaceAsync(params string[] rows)
    {
        var import = await house.LoadAsync("placement", Head + string.Join("\n",
            rows.Select(r => r.Split(',').Length == 9 ? r + ",2026-10-09,50.00" : r)) + "\n",
            $"{Guid.NewGuid():N}.csv", client: client);
        if (import is not { State: "loaded", Quarantined: 0 })
            Assert.Fail($"{import.State}: {import.Problem} {import.Quarantined} rows in quarantine: "
            + await OneAsync<string>("select string_agg(errors::text, chr(10)) from collections.quarantine"));
    }

    /// <summary>One person without address or number, due as given.</summary>
    public Task PlaceOneAsync(string reference, string due = "2026-10-09") =>
        PlaceAsync($"{reference},C-{reference},Ann {reference},{reference.ToLowerInvariant()}@example.com,+12125550123,,NY,12207,US,{due},50.00");

    public async Task<Refusal?> AttestAsync(string fact, params (string Name, string Value)[] values) =>
        (await house.Get<Attestations>().AttestAsync(House.Supervisor, client, fact, null, values.ToDictionary(v => v.Name, v => v.Value),
            Ids.For(client, "test", $"{fact}|{attested++}|{house.Clock.Now:O}"), Ct)).Refusal;

    /// <summary>All facts that a reminder needs, for what is placed by now.</summary>
    public async Task AttestAllAsync()
    {
        Assert.Null(await AttestAsync(Facts.Regime, ("role", "third-party"), ("debt", "consumer"), ("jurisdiction", "US")));
        Assert.Null(await AttestAsync(Facts.EmailBasis, ("kind", "consent"), ("since", "2026-08-01")));
        Assert.Null(await AttestAsync(Facts.ValidationNotice, ("sentOn", house.Clock.Now.ToString("yyyy-MM-dd"))));
        house.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    public async Task<(int Planned, int Blocked)> ScanAsync() =>
        await house.Get<PlanNudges>().RunAsync((await house.Get<Clients>().GetAsync(House.Supervisor, client, Ct))!, Ct);

    public async Task<AccountRow> AccountAsync(string reference) =>
        (await house.Get<AccountBook>().FindAsync(House.Supervisor, client, Account.IdOf(client, reference), Ct))!;

    public async Task<DeskFile> FileAsync(string reference) =>
        (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, client, Account.IdOf(client, reference), Ct))!;

    public async Task<string> ZonesAsync(string reference) =>
        await FileAsync(reference) is var file ? string.Join(' ', file.File.Zones(file.Account).Select(z => z.Zone).Order()) : "";

    public async Task<IReadOnlyList<NudgeRow>> NudgesAsync(string reference) =>
        await house.Get<NudgeBook>().OfPersonAsync(House.Supervisor, client, (await AccountAsync(reference)).PersonId, Ct);

    /// <summary>The rules that block a reminder by e-mail about it now.</summary>
    public async Task<string> BlocksAsync(string reference)
    {
        var file = await FileAsync(reference);
        var step = StrategyText.Read(0, StrategyText.Shipped, "USD").Value.Strategies[0].Steps[1];
        var plan = NudgePlan.Decide(file.File, step, [file.Account], _ => ContactRules.A.Message, house.Clock.Now, sending: false);
        return string.Join(' ', plan.Verdict.Blocks.Select(b => b.RuleId));
    }

    public Task<T> OneAsync<T>(string sql) where T : notnull =>
        house.Database.SingleOrDefaultAsync<T>(Access.System("test"), $"{Sql.Raw(sql)}", Ct)!;
}
