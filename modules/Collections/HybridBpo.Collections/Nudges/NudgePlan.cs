using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.Strategies;

namespace HybridBpo.Collections.Nudges;

/// <summary>What is to be done about one person's open bills. One message per person and client, never one per bill.</summary>
/// <param name="Accounts">Accounts that the message is about: those that no rule closes.</param>
/// <param name="Verdict">Of the accounts that stay; of all when none stays.</param>
/// <param name="NextAt">When it may go: now, later, or null when only a person or a fact opens the way.</param>
internal sealed record NudgePlan(NudgeStep Level, IReadOnlyList<AccountRow> Accounts, Verdict Verdict, DateTimeOffset? NextAt,
    RenderedMessage? Message)
{
    /// <summary>Accounts whose step has begun today; the latest step speaks for all.</summary>
    public static (NudgeStep? Level, IReadOnlyList<AccountRow> Accounts) Due(
        StrategyBook strategies, IEnumerable<AccountRow> accounts, DateOnly today)
    {
        var due = accounts.Where(a => a.State == "open" && a.BalanceMinor > 0 && a.OldestDue is not null)
            .Select(a => (Account: a, Level: strategies.On(a, today))).Where(x => x.Level is not null).ToList();
        if (due.Count == 0) return (null, []);
        var level = due.MaxBy(x => x.Level!.From).Level!;
        // A bill that is not due yet is not mixed into a message about late ones.
        return (level, [.. due.Where(x => x.Level!.From < 0 == level.From < 0).Select(x => x.Account)]);
    }

    /// <summary>Evaluates every account by itself, leaves out those that a rule closes, and evaluates the message about the rest.</summary>
    /// <param name="render">The text for these accounts.</param>
    public static NudgePlan Decide(
        ContactFile file, NudgeStep level, IReadOnlyList<AccountRow> accounts, Func<IReadOnlyList<AccountRow>, RenderedMessage?> render,
            DateTimeOffset now, bool sending)
    {
        var mail = file.Mail;
        // Whether sending is on is the relay's question when the message is due; a plan may wait for it.
        ContactFacts Facts(AccountRow a) => sending ? file.FactsFor(a, mail) : file.FactsFor(a, mail) with { SendingOn = true };
        Attempt About(AccountRow a, RenderedMessage? m) =>
            new() { Channel = Channels.Email, Purpose = level.Purpose, Debt = a.Reference, Address = mail?.Value, Message = m };
        Verdict Ask(AccountRow a, RenderedMessage? m) => ContactCheck.Evaluate(About(a, m), Facts(a), file.Person.Contacts, now) is var said
            && sending ? said : said.NotAsked("SENDING-OFF");
        var whole = render(accounts);
        var each = accounts.Select(a => (Account: a, Next: ContactCheck.NextPossible(About(a, whole), Facts(a), file.Person.Contacts, now))).ToList();
        var open = each.Where(x => x.Next is not null).Select(x => x.Account).ToList();
        var about = open.Count > 0 ? open : accounts;
        var message = open.Count is > 0 && open.Count < accounts.Count ? render(about) : whole;
        var verdicts = accounts.Select(a => new AccountVerdict(a, Ask(a, about.Contains(a) ? message : whole))).ToList();
        var next = open.Count == 0 ? null : each.Where(x => open.Contains(x.Account)).Max(x => x.Next);
        return new NudgePlan(level, about, Merge([.. verdicts.Where(v => about.Contains(v.Account)).Select(v => v.Verdict)]), next, message)
        { Verdicts = verdicts };
    }

    /// <summary>What the rules say of each account, also of those that the message leaves out.</summary>
    public IReadOnlyList<AccountVerdict> Verdicts { get; private init; } = [];

    /// <summary>Accounts that a rule closes while the message about others may go.</summary>
    public IEnumerable<AccountVerdict> LeftOut => Verdicts.Where(v => !Accounts.Contains(v.Account));

    // Over several debts the stricter answer of each rule counts.
    private static Verdict Merge(IReadOnlyList<Verdict> all) => all[0] with
    {
        Rules = [.. all.SelectMany(v => v.Rules).GroupBy(r => r.RuleId).Select(g => g.Strictest())],
    };
}

internal sealed record AccountVerdict(AccountRow Account, Verdict Verdict);
