using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Reach;

namespace HybridBpo.Collections.Import.CallFiles;

/// <summary>A row of a dialer's file, its debts and number found among those of one person.</summary>
internal sealed record TellCall(Guid Import, CallRow Row, Guid Number, IReadOnlyList<NamedAccount> Debts)
{
    private const string Dialer = "dialer";

    private Telling Telling => new(
        Row.At, Row.Inbound, Row.Outcome, Number, [.. Debts.Select(d => d.Reference)], Import, Row.Seconds);

    /// <summary>A call that nobody told of is a new one; of another one it is kept that this file tells of it as well.</summary>
    /// <returns>The call, and what happened; nothing when this file said the same before.</returns>
    public static (Guid Call, bool ToldBefore, object? Event) Decide(TellCall tell, string client, Person person)
    {
        var (row, telling) = (tell.Row, tell.Telling);
        string[] debts = [.. telling.Debts];
        Guid[] accounts = [.. tell.Debts.Select(d => d.Id)];
        var (agent, recording) = (row.Agent.Length > 0 ? row.Agent : null, row.Recording.Length > 0 ? row.Recording : null);
        if (person.Calls.Find(telling) is { } known)
            return (known.Id, true, known.Says(telling) ? null : new CallToldAgain(
                known.Id, row.Inbound, row.Outcome, debts, row.At, accounts, tell.Number, tell.Import, row.Line, row.Seconds, agent, recording));
        var id = Ids.For(client, "file-call", $"{tell.Import:N}|{row.Line}");
        return (id, false, telling.Talked
            ? new ConversationHeld(
                Channels.Call, row.Inbound, debts, row.At, Dialer, null, accounts, tell.Number, null, id, tell.Import, row.Line, row.Seconds, agent,
                recording)
            : new ContactAttempted(
                id, Channels.Call, Purposes.Reminder, debts, RuleBook.Shipped.Version, row.At, accounts, row.Inbound, row.Outcome, tell.Number,
                Dialer, null, null, tell.Import, row.Line, row.Seconds, agent, recording));
    }
}

internal sealed record NamedAccount(Guid Id, Guid PersonId, string Reference);
