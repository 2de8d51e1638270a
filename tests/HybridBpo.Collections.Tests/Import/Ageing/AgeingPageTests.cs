using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Tests.Models;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Import.Ageing;

/// <summary>An ageing list by page: the basis is asked for, the list is compared, no balance moves, and it is undone as one act.</summary>
public class AgeingPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private const string Head = "Customer,Invoice Number,Invoice Date,Due Date,Total,Paid,Credited,Amount Due,Current,1-30,31-60,61-90,90+\n";

    private static readonly (string, string)[] Columns =
    [
        ("col:Customer", "customer"), ("col:Invoice Number", "account_ref"), ("col:Invoice Date", "invoice_date"), ("col:Due Date", "due_date"),
        ("col:Total", "total"), ("col:Paid", "paid"), ("col:Credited", "credited"), ("col:Amount Due", "due"), ("col:Current", "current"),
        ("col:1-30", "days_30"), ("col:31-60", "days_60"), ("col:61-90", "days_90"), ("col:90+", "days_more"), ("amount", "point"),
        ("date", "yyyy-MM-dd"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Basis_is_asked_for_the_list_is_compared_and_undone_and_no_balance_moves()
    {
        // Each placed on 1 August with $500.00 due on the 20th: on 30 September 41 days late.
        foreach (var reference in new[] { "AG-1", "AG-2", "AG-3", "AG-4", "AG-5" }) await host.PlaceAsync(reference);
        var ines = host.As("ines");
        var sent = await ines.UploadAsync(
            "/imports", "ageing-2026-09-30.csv", Head
            + "Ann,AG-1,2026-07-20,2026-08-20,500.00,,,500.00,,,500.00,,\n" // agrees
            + "Ann,AG-2,2026-07-20,2026-08-20,500.00,100.00,,400.00,,,400.00,,\n" // another amount
            + "Ann,AG-3,2026-07-20,2026-08-20,500.00,,,500.00,,500.00,,,\n" // another age
            + "Ann,NO-1,2026-07-20,2026-08-20,70.00,,,70.00,,,70.00,,\n" // not ours
            + "=cmd,AG-4,2026-07-20,2026-08-20,500.00,,,500.00,,,400.00,,\n", // quarantined: does not add up; and AG-5 is left out
            ("client", AccountHost.Client), ("kind", "ageing"));
        Assert.Equal(303, sent.Status);
        var path = sent.To!;
        var look = (await ines.GetAsync(path)).Body;
        Assert.Contains("Say from which day the file counts age", look);
        Assert.Contains("as of 30 Sep 2026, as the file’s name says", look);
        Assert.Contains("More rows fit the due date", look);
        Assert.Equal(422, (await ines.PostAsync(path + "/mapping", [("act", "load"), .. Columns])).Status);
        var future = await ines.PostAsync(path + "/mapping", [("act", "load"), ("basis", "due"), ("asof", "2999-01-01"), .. Columns]);
        Assert.Equal(422, future.Status);
        Assert.Contains("lies in the future", future.Body);
        Assert.Equal(303, (await ines.PostAsync(path + "/mapping", [("act", "load"), ("basis", "due"), .. Columns])).Status);
        await StateAsync(path, "loaded");

        var page = (await ines.GetAsync(path)).Body;
        Assert.Contains("1 agree, 3 disagree, 1 in quarantine", page);
        foreach (var words in new[] { "Another amount", "Another age", "Not placed with us", "Not in the list" }) Assert.Contains(words, page);
        var csv = (await ines.GetAsync(path + "/ageing.csv")).Body;
        Assert.Contains("3,AG-2,another amount,500.00,400.00,USD,0.00,0.00,0.00,0.00,500.00,400.00,0.00,0.00,0.00,0.00\n", csv);
        Assert.Contains(",AG-5,not in the list,500.00,,USD,", csv);
        Assert.DoesNotContain("AG-4,not in the list", csv);
        Assert.Equal(50_000, await BalanceAsync("AG-2"));
        var asked = Assert.Single(await CasesAsync(path));
        Assert.Equal((AgeingCase.CaseKind, "ageing-2026-09-30.csv"), (asked.Kind, asked.Reference));
        Assert.Contains("\"kind\":\"missing\",\"count\":1,\"oursMinor\":50000", asked.Evidence.Json);

        // Repaired, it is compared like the others, and the one case stays the one case.
        Assert.Equal(303, (await ines.PostAsync(path + "/rows/6", ("cell:Amount Due", "400.00"), ("cell:Total", "400.00"))).Status);
        Assert.Contains("AG-4,another amount,500.00,400.00", (await ines.GetAsync(path + "/ageing.csv")).Body);
        Assert.Single((await CasesAsync(path)).DistinctBy(c => c.CaseId));

        // A person explains it, once.
        var outcome = new Outcome(
            asked.CaseId, Guid.NewGuid(), 3, AccountHost.Client, asked.Kind, asked.SubjectId, AgeingCase.ClientCorrects,
            new Dictionary<string, string>(), "client-said", "", "ines", null, host.Get<TimeProvider>().GetUtcNow());
        Assert.Null((await host.Get<AgeingOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.Null((await host.Get<AgeingOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.NotNull((await host.Get<AgeingOutcome>().ApplyAsync(
            outcome with { CaseId = Guid.NewGuid(), DecisionId = Guid.NewGuid() }, Ct)).Refusal);
        Assert.Contains("Ask the client for what is missing", (await ines.GetAsync(path)).Body);
        Assert.Equal(50_000, await BalanceAsync("AG-4"));

        // Another client's list is not there, and a collector has no imports.
        Assert.Equal(404, (await ines.GetAsync(path.Replace("/tilbury/", "/oakmere/", StringComparison.Ordinal) + "/ageing.csv")).Status);
        Assert.Equal(403, (await host.As("maren").GetAsync(path + "/ageing.csv")).Status);

        Assert.Contains("The report would be taken away", (await ines.GetAsync(path)).Body);
        Assert.Equal(303, (await ines.PostAsync(path + "/undo", ("command", Guid.NewGuid().ToString()), ("reason", "wrong-file"))).Status);
        await StateAsync(path, "dropped");
        Assert.Equal(0, await host.CountAsync("collections.ageing_findings"));
        Assert.Equal(50_000, await BalanceAsync("AG-1"));
        Assert.True(await host.CountAsync($"platform.messages where kind = '{CaseMessages.Withdraw}'") > 0);
    }

    private async Task<IReadOnlyList<OpenCase>> CasesAsync(string path)
    {
        for (var i = 0; i < 200 && host.Cases.All(c => c.Kind != AgeingCase.CaseKind); i++) await Task.Delay(50, Ct);
        return [.. host.Cases.Where(c => c.Kind == AgeingCase.CaseKind && c.SubjectId == Id(path)).DistinctBy(c => c.CaseId)];
    }

    private static Guid Id(string path) => Guid.Parse(path.Split('/')[^1]);

    private async Task StateAsync(string path, string state)
    {
        for (var i = 0; i < 600; i++)
        {
            var row = (await host.Get<ImportDesk>().FindAsync(AccountHost.Users["ines"], AccountHost.Client, Id(path), Ct))!;
            if (row.State == state && (state != "dropped" || row.UndoneAt is not null)) return;
            if (row.State == "failed") Assert.Fail(row.Problem);
            await Task.Delay(50, Ct);
        }

        Assert.Fail($"It was not {state} within half a minute.");
    }

    private async Task<long> BalanceAsync(string reference) => (await host.Get<Collections.Accounts.AccountBook>().FindAsync(
        AccountHost.Users["ines"], AccountHost.Client, Account.IdOf(AccountHost.Client, reference), Ct))!.BalanceMinor;
}
