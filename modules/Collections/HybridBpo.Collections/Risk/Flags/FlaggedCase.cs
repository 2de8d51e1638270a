using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>The case about a flagged account: facts, and apart from them what the machine proposes, or why it proposes nothing. Pure.</summary>
/// <param name="Usual">The usual chance in this portfolio today.</param>
internal sealed record FlaggedCase(Client Client, FlagPolicy Policy, string? Model, double Usual, DateOnly Today, DateTimeOffset Now)
{
    public const string NoModel = "No model scores this client’s accounts yet: a supervisor decides on the go-live of one.";

    public static string QuestionOf(string name) => $"What is the next step with {name}?";

    public OpenCase Of(DeskFile desk, Score? score, string? whyNot)
    {
        var (account, file) = (desk.Account, desk.File);
        var evidence = FlaggedEvidence.Of(file, account, desk.Transactions, [.. desk.Timeline.Take(30)], desk.ImportName, Today, Now)
            with
        { Unscored = score is null ? whyNot : null };
        var urgency = Policy.Urgency(account.OldestDue, Today);
        var name = file.Row.Name.Length > 0 ? file.Row.Name : account.Reference;
        return new OpenCase(
            Ids.For(Client.ClientId, "flagged-case", $"{account.Id:N}|{Today:yyyyMMdd}"), Client.ClientId, FlaggedForm.CaseKind,
            QuestionOf(name), account.Reference, account.PersonId, urgency, null,
            new Evidence(FlaggedEvidence.Shape, evidence.ToJson(), $"{account.Reference} {file.Row.Name} {account.Product}"),
            FlaggedForm.For(account.Currency, account.BalanceMinor), score is null || Model is null ? null : Proposal(desk, score, Model), [], name,
            AccountTraits.Of(account));
    }

    private Proposal Proposal(DeskFile desk, Score score, string model)
    {
        var bills = desk.Transactions.Where(t => t.Entry.IsBilled && t.OnDay > Today.AddMonths(-12)).ToList();
        var usualBill = bills.Count == 0 ? desk.Account.BalanceMinor : (long)bills.Average(b => b.EffectMinor);
        var hardship = desk.Timeline.Any(e => e.Kind == "hardship" && e.At > Now.AddDays(-60));
        return FlaggedProposal.Of(score, model, Usual, desk.Account.BalanceMinor, usualBill, hardship, desk.Account.Currency, Today);
    }
}
