using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Demo;

/// <summary>A made-up portfolio of one client.</summary>
/// <param name="From">First day of its history.</param>
/// <param name="Today">Last day of its history.</param>
internal sealed record DemoPortfolio(string Client, string Name, DateOnly From, DateOnly Today, IReadOnlyList<DemoAccount> Accounts);

/// <summary>A made-up account. What made it behave as it does is not here: nobody, and no model, may read it.</summary>
/// <param name="Protections">Opt-outs, disputes, attorneys and the like that came up on it.</param>
internal sealed record DemoAccount(
    string Ref, string Product, DateOnly Since, DemoPerson Person, IReadOnlyList<DemoTransaction> Transactions, IReadOnlyList<PromiseRecord> Promises,
    IReadOnlyList<DemoProtection> Protections)
{
    public PortfolioAccount AsPortfolio() => new(Ref, Since, null, new Ledger(Transactions.Select(t => t.Entry)), Promises);
}

internal sealed record DemoTransaction(string Ref, LedgerEntry Entry);

internal sealed record DemoPerson(string CustomerRef, string Name, string Email, string Phone, string Street, string City, string State, string Zip);

/// <param name="Kind"><c>opted-out</c>, <c>dispute</c>, <c>attorney</c>, <c>cease</c>, <c>bankrupt</c>, <c>deceased</c>, <c>hardship</c>.</param>
internal sealed record DemoProtection(string Kind, DateOnly On);
