using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Events;

namespace HybridBpo.Collections.Demo;

/// <summary>Fills the demo's clients: accounts with their history, attested facts, and a model whose go-live waits for a decision.</summary>
internal sealed class SeedDemo(
    EventStore store, Database database, Clients clients, ImportDesk desk, LoadImport load, AccountBook book, Attestations attestations,
    TrainModel training, GoLive goLive, IPeople people, Suppression suppression, TimeProvider time)
{
    private const string By = "demo";

    /// <summary>The clients side by side: a newcomer waits for it. What was broken off is taken up again; what is there stays as it is.</summary>
    public async Task RunAsync(int seed, CancellationToken ct)
    {
        var portfolios = PortfolioGenerator.Make(seed, await DayAsync(ct));
        await Task.WhenAll(portfolios.Select(portfolio => Task.Run(() => FillAsync(portfolio, ct), ct)));
    }

    // The day of the first try: taken up again on another day, every bill would be of another day than the one that is there.
    private async Task<DateOnly> DayAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var session = store.OpenSession(PortfolioGenerator.First, Access.System(By));
        session.ForCommand(Ids.For(PortfolioGenerator.First, "demo-day", ""), JsonSerializer.Serialize(today));
        return await session.SaveChangesAsync(ct) is SaveOutcome.AlreadyDone first ? JsonSerializer.Deserialize<DateOnly>(first.ResultJson) : today;
    }

    private async Task FillAsync(DemoPortfolio portfolio, CancellationToken ct)
    {
        var access = Access.System(By, portfolio.Client);
        await ClientAsync(portfolio, ct);
        await AccountsAsync(access, portfolio, ct);
        await ProtectionsAsync(access, portfolio, ct);
        await FactsAsync(access, portfolio, ct);
        await ModelAsync(portfolio.Client, ct);
    }

    private async Task ClientAsync(DemoPortfolio portfolio, CancellationToken ct)
    {
        var system = Access.System(By);
        if (await clients.GetAsync(system, portfolio.Client, ct) is null)
            await clients.AddAsync(system, new NewClient(portfolio.Client, portfolio.Name, "USD", "US", "America/New_York", "us-fdcpa"), ct);
    }

    // By the road on which every portfolio comes, so that each line of a balance tells its file and row.
    private async Task AccountsAsync(Access access, DemoPortfolio portfolio, CancellationToken ct)
    {
        foreach (var file in DemoFiles.Of(portfolio))
        {
            var sentAt = new DateTimeOffset(file.SentOn, new TimeOnly(12, 30), TimeSpan.Zero);
            var taken = await desk.UploadAsync(
                access, portfolio.Client, file.Kind, file.Name, Encoding.UTF8.GetBytes(file.Text), null, ct,
                sentAt < time.GetUtcNow() ? sentAt : null);
            var import = taken.Refusal is FileSentBefore before ? before.Import : taken.Value;
            var mapping = (await desk.PreviewAsync(access, portfolio.Client, import.Id, null, ct)).Value.Proposal.Mapping;
            if (import.State != "loaded") await LoadAsync(access, portfolio.Client, import.Id, mapping with { AmountFormat = Formats.Point }, ct);
        }

        foreach (var account in portfolio.Accounts.Where(a => a.Promises.Count > 0)) await PromisesAsync(access, portfolio.Client, account, ct);
    }

    private async Task LoadAsync(Access access, string client, Guid import, Mapping mapping, CancellationToken ct)
    {
        if ((await desk.LoadAsync(access, client, import, mapping, ct)).Refusal is { } refusal) throw new InvalidOperationException(refusal.Message);
        // Here and now, as the relay would; whoever comes second finds nothing left to do.
        await load.HandleAsync(new Message(import, client, LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder(client, import)), 1), ct);
        if (await desk.FindAsync(access, client, import, ct) is not { State: "loaded", Quarantined: 0 })
            throw new InvalidOperationException($"The demo's file {import} of {client} did not load whole.");
    }

    private Task PromisesAsync(Access access, string client, DemoAccount account, CancellationToken ct) => database.ExecuteAsync(access, $"""
        insert into collections.promises (client_id, id, account_id, made_on, due_on, amount_minor)
        select {client}, md5({account.Ref} || p.made::text || p.amount::text || p.due::text)::uuid, {Account.IdOf(client, account.Ref)}, p.made,
          p.due, p.amount
        from unnest({account.Promises.Select(p => p.MadeOn).ToArray()}, {account.Promises.Select(p => p.DueOn).ToArray()},
          {account.Promises.Select(p => p.AmountMinor).ToArray()})
          as p (made, due, amount) on conflict do nothing
        """, ct);

    private async Task ProtectionsAsync(Access access, DemoPortfolio portfolio, CancellationToken ct)
    {
        var list = await suppression.KeyAsync(ct);
        foreach (var account in portfolio.Accounts.Where(a => a.Protections.Count > 0))
        {
            var (id, person) = (Account.IdOf(portfolio.Client, account.Ref), PersonId(portfolio.Client, account.Person));
            var session = store.OpenSession(portfolio.Client, access);
            session.ForCommand(Ids.For(portfolio.Client, "demo-protections", account.Ref), "{}");
            foreach (var protection in account.Protections)
            {
                var at = new DateTimeOffset(protection.On, new TimeOnly(16, 0), TimeSpan.Zero);
                switch (protection.Kind)
                {
                    case "opted-out":
                        session.Append(person, new OptedOut("email", null, "import", at));
                        list.QueueSuppress(
                            session, new AddressRow(portfolio.Client, default, person, "email", account.Person.Email, false), Kinds.OptedOut, at);
                        break;
                    case "attorney": session.Append(person, new AttorneyNoted("Law office of P. Quimby", at, "import")); break;
                    case "cease": session.Append(person, new CeaseReceived(at, "letter")); break;
                    case "hardship": session.Append(id, new HardshipDisclosed(person, protection.On, null)); break;
                    case "bankrupt": session.Append(person, new BankruptcyNoted(at, "court notice")); break;
                    case "deceased": session.Append(person, new DeathNoted(at, "family")); break;
                    case "dispute": await DisputeAsync(access, session, id, account.Product, ct); break;
                }
            }

            await session.SaveChangesAsync(ct);
        }
    }

    // The way in which the product opens one: with the case in which somebody ends it.
    private async Task DisputeAsync(Access access, EventSession session, Guid id, string product, CancellationToken ct)
    {
        var row = (await book.FindAsync(access, session.Tenant, id, ct))!;
        var zone = (await clients.GetAsync(access, session.Tenant, ct))!.TimeZone;
        var words = product.StartsWith("Electricity", StringComparison.Ordinal)
            ? "Says that the meter was exchanged." : "Says that the contract had ended before this bill.";
        var open = new OpenDispute(Ids.For(session.Tenant, "dispute", row.Reference), "dispute", By, "letter", words);
        var state = await store.AggregateStreamAsync<Account>(session.Tenant, id, ct: ct);
        session.Append(id, [.. OpenDispute.Decide(open, state).Value.Events]);
        session.QueueDisputeCase(row, open.Id, words, zone, time.GetUtcNow());
    }

    private async Task FactsAsync(Access access, DemoPortfolio portfolio, CancellationToken ct)
    {
        var since = portfolio.From.ToString("yyyy-MM-dd");
        // No notice goes out before the debt is placed: these went when the last one was.
        var noticed = DemoFiles.Of(portfolio).Where(f => f.Kind == ImportKinds.Placement).Max(f => f.SentOn).ToString("yyyy-MM-dd");
        (string Fact, Dictionary<string, string> Value)[] facts =
        [
            (Facts.Regime, new() { ["role"] = "third-party", ["debt"] = "consumer", ["jurisdiction"] = "US" }),
            (Facts.EmailBasis, new() { ["kind"] = "consent", ["since"] = since }),
            (Facts.ValidationNotice, new() { ["sentOn"] = noticed }),
        ];
        foreach (var (fact, value) in facts) await attestations.AttestAsync(
            access, portfolio.Client, fact, null, value, Ids.For(portfolio.Client, "demo-fact", fact), ct);
    }

    // The demo's analyst trains it and asks. It scores once somebody else has decided so in the inbox, and not before.
    private async Task ModelAsync(string client, CancellationToken ct)
    {
        var analyst = (await people.WhoMayAsync(client, Act.AskGoLive, ct)).FirstOrDefault() ?? By;
        var name = (await people.NamesAsync([analyst], ct)).GetValueOrDefault(analyst, By);
        var access = new Access(analyst == By ? Actor.ForSystem(By) : new Actor(Actor.Person, analyst, name), [client], [Roles.Analyst]);
        var order = new TrainOrder(Ids.For(client, "demo-run", "1"), client, TrainModel.PortfolioName, null, "", "", null, [], analyst);
        if ((await training.OnHistoryAsync(access, order, ct)).Is(out var version, out _))
            await goLive.AskAsync(access, client, TrainModel.PortfolioName, version, Ids.For(client, "demo-ask", "1"), ct);
    }

    private static Guid PersonId(string client, DemoPerson person) => Person.IdOf(client, "customer:" + person.CustomerRef);
}
