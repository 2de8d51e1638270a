using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Reach;

/// <summary>A call that took place. It is always taken down, also one that a rule forbade: then it says so.</summary>
/// <param name="Outcome">One of <see cref="CallOutcomes"/>.</param>
/// <param name="Number">Over which known number; null for another one.</param>
/// <param name="Debts">Which debts it was about.</param>
internal sealed record RecordCall(
    Guid Id, DateTimeOffset At, bool Inbound, string Outcome, AddressRow? Number, IReadOnlyList<AccountRow> Debts, string Note, string MadeBy)
{
    private const int MostDays = 90;

    /// <summary>What is wrong with the record; null when it can be taken.</summary>
    public Refusal? Problem(DateTimeOffset now) =>
        CallOutcomes.All.All(o => o.Code != Outcome) ? new CallUnusable("Say what came of the call.")
        : At > now ? new CallUnusable("A call is recorded once it has taken place: its time lies in the future.")
        : At < now.AddDays(-MostDays) ? new CallUnusable(
            $"The call is more than {MostDays} days old. Give its day and time, at most {MostDays} days back.")
        : Debts.Count == 0 ? new CallUnusable("Say which debt the call was about: the rules count calls for each debt.")
        : Inbound && Outcome is (CallOutcomes.NoAnswer or CallOutcomes.WrongNumber)
            ? new CallUnusable("They called us: say whether you talked, somebody else called, or a message was left.")
        : Outcome == CallOutcomes.WrongNumber && Number is null ? new CallUnusable("Say which number is wrong: it will not be offered again.")
        : null;

    /// <summary>As one of the sources that tell of calls.</summary>
    public Telling Telling => new(At, Inbound, Outcome, Number?.Id, [.. Debts.Select(d => d.Reference)]);

    /// <summary>
    /// A talk closes the way to further calls, anything else counts as a call placed; one that a dialer's file told of already counts once.
    /// </summary>
    public static Result<Decision<Done>> Decide(RecordCall call, ContactFile file, Person? person)
    {
        if (person is null) return new NotFound("There is no such person.");
        string[] debts = [.. call.Debts.Select(d => d.Reference)], against = [.. call.Against(file with { Person = person })];
        Guid[] accounts = [.. call.Debts.Select(d => d.Id)];
        var note = call.Note.Length == 0 ? null : call.Note;
        if (person.Calls.Find(call.Telling) is { } known)
            return new Decision<Done>(Done.Yes, new CallToldAgain(
                known.Id, call.Inbound, call.Outcome, debts, call.At, accounts, call.Number?.Id, MadeBy: call.MadeBy, Note: note));
        return new Decision<Done>(Done.Yes, call.Outcome == CallOutcomes.RightParty
            ? new ConversationHeld(
                Channels.Call, call.Inbound, debts, call.At, call.MadeBy, note, accounts, call.Number?.Id, against, call.Id)
            : new ContactAttempted(call.Id, Channels.Call, Purposes.Reminder, debts, RuleBook.Shipped.Version, call.At, accounts, call.Inbound,
                call.Outcome, call.Number?.Id, call.MadeBy, note, against));
    }

    // By what was known when the call was made: nobody breaks a rule that nobody could know yet.
    private IEnumerable<string> Against(ContactFile file)
    {
        if (Inbound) return [];
        List<PastContact> before = [.. file.Person.Contacts.Where(c => c.At < At)];
        return Debts.SelectMany(debt => ContactCheck.Evaluate(
                new Attempt { Channel = Channels.Call, Debt = debt.Reference, Address = Number?.Value ?? "another number" },
                file.FactsFor(debt, Number).KnownAt(At), before, At).Blocks)
            .Select(b => b.RuleId).Distinct();
    }
}

/// <param name="ToldBefore">A file had told of the call: what the desk adds to it stands with it.</param>
internal sealed record Recorded(bool ToldBefore);

internal sealed record CallUnusable(string Message) : Invalid(Message);
