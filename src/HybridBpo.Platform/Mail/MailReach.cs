using System.Diagnostics;

namespace HybridBpo.Platform;

/// <summary>
/// Can mail be handed over at this moment? Asked before an attempt is reserved, so that an outage costs nobody a contact. A handover that did not get
/// through is believed at once: at most what was under way then is touched by an outage.
/// </summary>
internal sealed class MailReach(MailServer mail, RelayOptions options)
{
    private volatile Known last = new(Word.Ask, 0);

    /// <summary>Was it away when it was last asked?</summary>
    public bool Away => last.Word is Word.No or Word.Shut;

    /// <summary>A handover found no way in: nobody there, no TLS, or a sign-in that is refused. The server is left alone for a while.</summary>
    public void Shut() => last = new Known(Word.Shut, Stopwatch.GetTimestamp());

    /// <summary>A handover broke off without an answer: ask before the next one.</summary>
    public void Doubt()
    {
        if (last.Word == Word.Yes)
            last = new Known(Word.Ask, 0);
    }

    public async Task<bool> AskAsync(CancellationToken ct)
    {
        var known = last;
        if (known.Word is Word.Yes or Word.Shut && Stopwatch.GetElapsedTime(known.At) < options.MailPause)
            return known.Word == Word.Yes;
        var answers = await mail.AnswersAsync(ct);
        last = new Known(answers ? Word.Yes : Word.No, Stopwatch.GetTimestamp());
        return answers;
    }

    private enum Word
    {
        Ask,
        Yes,
        No,
        Shut,
    }

    private sealed record Known(Word Word, long At);
}
