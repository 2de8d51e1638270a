namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>What client and account themselves say: sending, regime, state, holds, running promises.</summary>
internal static class ClientRules
{
    public static Finding? SendingOff(Question q) => q.Facts.SendingOn switch
    {
        true => Finding.Pass,
        false => new Finding("Sending is off for this client. A supervisor turns it on.").With("sendingOn", "false"),
        null => Finding.Missing("sending", "It is not known whether this client's sending is on."),
    };

    public static Finding? RegimeKnown(Question q)
    {
        var regime = q.Facts.Regime;
        return regime is { Role: not null, Debt: not null, Jurisdiction: not null }
            ? Finding.Pass
            : Finding.Missing("regime", "It is not known under which law we write: the firm's role, the kind of debt and the place are needed.")
                .With("role", regime.Role).With("debt", regime.Debt).With("jurisdiction", regime.Jurisdiction);
    }

    public static Finding? AccountState(Question q) => q.Facts.AccountState switch
    {
        "open" => Finding.Pass,
        null => Finding.Missing("account-state", "It is not known whether the account is still open."),
        var state => new Finding($"The account is {state}: there is nothing to collect.").With("accountState", state),
    };

    /// <summary>A hold with an end lifts by itself; the longest one counts.</summary>
    public static Finding? Hold(Question q)
    {
        var active = q.Facts.Holds.Where(h => h.Until is not { } until || until > q.Now.ToDateTimeOffset()).ToList();
        if (active.Count == 0) return Finding.Pass;
        var last = active.All(h => h.Until is not null) ? active.Max(h => h.Until) : null;
        return new Finding("Contact is on hold.", last is { } until ? NodaTime.Instant.FromDateTimeOffset(until) : null)
            .With("since", active.Min(h => h.Since)).With("until", last);
    }

    /// <summary>Without a file that should have come, or with an odd one, nobody knows what is still owed.</summary>
    public static Finding? FileAwaited(Question q)
    {
        if (q.Attempt.Purpose != Purposes.Reminder || q.Facts.FilesAwaited is not [var first, ..] files) return Finding.Pass;
        return new Finding(
            (first.State == "odd" ? $"The client's {first.Kind} file of {first.Day:d MMM yyyy} is not as expected"
                : $"The client's {first.Kind} file of {first.Day:d MMM yyyy} has not come")
            + (files.Count > 1 ? $", nor {CountText.Of(files.Count - 1, "other")}" : "")
            + ": reminders wait for it, or until somebody lets them go on.")
            .With("kind", first.Kind).With("day", first.Day).With("state", first.State).With("files", files.Count);
    }

    /// <summary>Nobody is reminded of what is promised and not yet due.</summary>
    public static Finding? Promise(Question q)
    {
        if (q.Facts.PromiseUntil is not { } day || q.Attempt.Purpose != Purposes.Reminder) return Finding.Pass;
        var free = Dates.Noda(day).PlusDays(1 + q.Number("grace_days"));
        return Zones.HasBegun(q.Facts, free, q.Now)
            ? Finding.Pass
            : new Finding("A promise or plan is running and not yet due.", Zones.BegunEverywhere(q.Facts, free)).With("promisedFor", day);
    }
}
