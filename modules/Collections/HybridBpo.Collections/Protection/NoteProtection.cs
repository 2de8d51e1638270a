using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Protection;

/// <summary>What a person told us, whatever way it came. It closes at once, and never opens anything.</summary>
/// <param name="What">One of <see cref="Told.All"/>.</param>
/// <param name="Way">One of <see cref="Told.Ways"/>.</param>
/// <param name="At">When it reached us.</param>
internal sealed record NoteProtection(string What, string Way, DateTimeOffset At, string Words, string NotedBy)
{
    private const int MostYears = 2;

    /// <summary>What is wrong with it; null when it can be taken. Anything sensible is taken: a doubt is no reason to go on.</summary>
    public Refusal? Problem(DateTimeOffset now) =>
        Told.All.All(t => t.Code != What) ? new ToldUnusable("Say what the person told us.")
        : !Told.IsWay(Way) ? new ToldUnusable("Say by which way it came.")
        : At > now || At < now.AddYears(-MostYears) ? new ToldUnusable($"It came on a day that is over, at most {MostYears} years ago.")
        : What == Kinds.Attorney && Words.Length == 0 ? new ToldUnusable("Write down who the attorney is, as far as it is known.")
        : What == Told.Hardship && Words.Length == 0 ? new ToldUnusable("Write down what happened: whoever helps reads it.")
        : What == Told.Dispute && Words.Length == 0 ? new ToldUnusable("Write down what is disputed.")
        : null;

    /// <summary>Of the channels that are closed; empty when it is no opt-out.</summary>
    public IReadOnlyList<string> Closed => What switch
    {
        Told.StopEmail => [Channels.Email],
        Told.StopPhone => [Channels.Call, Channels.Text],
        Told.StopAll => ["all"],
        _ => [],
    };

    /// <summary>Why addresses of this kind are on the firm-wide list from now on; null when it does not reach other clients.</summary>
    public string? FirmWide(string addressKind) => What switch
    {
        Told.StopAll => Kinds.OptedOut,
        Told.StopEmail when addressKind == "email" => Kinds.OptedOut,
        Told.StopPhone when addressKind == "phone" => Kinds.OptedOut,
        Kinds.Bankruptcy or Kinds.Death => What,
        _ => null,
    };

    /// <summary>What happened to the person: the word itself, the conversation if it was one, and the messages that are taken back.</summary>
    public static Result<Decision<Done>> Decide(NoteProtection note, AccountRow account, IReadOnlyList<NudgeRow> open)
    {
        var words = note.Words.Length == 0 ? null : note.Words;
        object[] said = note.What switch
        {
            Kinds.Cease => [new CeaseReceived(note.At, note.Way, words)],
            Kinds.Attorney => [new AttorneyNoted(words, note.At, note.Way)],
            Kinds.Bankruptcy => [new BankruptcyNoted(note.At, note.Way, words)],
            Kinds.Death => [new DeathNoted(note.At, note.Way, words)],
            _ => [.. note.Closed.Select(c => new OptedOut(c, null, note.Way, note.At, words))],
        };
        return new Decision<Done>(Done.Yes, [.. said, .. Talked(note, account),
            .. open.Select(n => new NudgeCancelled(n.Id, Reason(note), n.Accounts))]);
    }

    /// <summary>A word on the phone is a conversation about the debt, and the rules count it.</summary>
    public static IEnumerable<object> Talked(NoteProtection note, AccountRow account) => note.Way == "phone"
        ? [new ConversationHeld(Channels.Call, true, [account.Reference], note.At, note.NotedBy, null, [account.Id])] : [];

    /// <summary>Why planned messages are taken back.</summary>
    public static string Reason(NoteProtection note) => note.Closed.Count > 0 ? Kinds.OptedOut : note.What == Told.Dispute ? "disputed" : note.What;
}

internal sealed record ToldUnusable(string Message) : Invalid(Message);
