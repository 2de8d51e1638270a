using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Disputes;

/// <summary>Brings a dispute before people.</summary>
internal static class DisputeCases
{
    public static void QueueDisputeCase(this EventSession session, AccountRow account, Guid dispute, string what, string zone,
        DateTimeOffset now)
    {
        var id = Ids.For(account.ClientId, "dispute-case", dispute.ToString("N"));
        session.Queue($"""
            insert into collections.dispute_cases (client_id, case_id, account_id, dispute_id)
            values ({account.ClientId}, {id}, {account.Id}, {dispute}) on conflict do nothing
            """);
        var evidence = JsonSerializer.Serialize(
            new DisputeEvidence(account.Reference, account.Currency, account.BalanceMinor, what, now, zone), JsonSerializerOptions.Web);
        session.Send(CaseMessages.Open, new OpenCase(
            id, account.ClientId, DisputeCase.CaseKind, "How does this dispute end?", account.Reference, account.PersonId, 1, null,
            new Evidence(1, evidence, account.Reference), DisputeCase.Form, null, [], TitleOf(what), AccountTraits.Of(account)));
    }

    private static string TitleOf(string what)
    {
        var line = what.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "Dispute" : $"Dispute: {(line.Length <= 80 ? line : $"{line[..79].TrimEnd()}…")}";
    }
}
