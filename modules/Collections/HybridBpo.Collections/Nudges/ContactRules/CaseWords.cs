using NodaTime.Text;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>
/// The words in a case file that rules go by. One that no rule knows would open a way that the right one closes, so it is refused.
/// </summary>
internal static class CaseWords
{
    private static readonly string[] Kinds = ["placed", "conversation", "sent", "reserved"],
        Exclusions = ["prior-consent", "not-connected", "to-attorney", "to-creditor"],
        Roles = ["third-party", "first-party"], Debts = ["consumer", "business"],
        States = ["open", "paid", "settled", "recalled", "closed", "written-off"],
        Bases = ["used", "consent", "creditor-notice", "prior-collector"], Scopes = ["all", "address", .. Channels.All],
        Disputes = ["dispute", "original-creditor"], Awaited = ["late", "odd"], Days = [.. Enum.GetNames<DayOfWeek>()];

    /// <summary>By the place in the file.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Known = new Dictionary<string, string[]>
    {
        ["attempt.channel"] = Channels.All,
        ["attempt.purpose"] = Purposes.All,
        ["facts.regime.role"] = Roles,
        ["facts.regime.debt"] = Debts,
        ["facts.accountState"] = States,
        ["facts.basis.kind"] = Bases,
        ["facts.optOuts.scope"] = Scopes,
        ["facts.disputes.kind"] = Disputes,
        ["facts.filesAwaited.state"] = Awaited,
        ["history.channel"] = Channels.All,
        ["history.kind"] = Kinds,
        ["history.purpose"] = Purposes.All,
        ["history.excluded"] = Exclusions,
    };

    public static string? Problem(ContactCase read) => Unknown(read).Concat(Debt(read)).Concat(Clock(read)).FirstOrDefault(p => p is not null);

    private static IEnumerable<string?> Unknown(ContactCase read)
    {
        var (attempt, facts) = (read.Attempt, read.Facts);
        yield return One("attempt.channel", attempt.Channel, Channels.All);
        yield return One("attempt.purpose", attempt.Purpose, Purposes.All);
        yield return One("facts.regime.role", facts.Regime.Role, Roles);
        yield return One("facts.regime.debt", facts.Regime.Debt, Debts);
        yield return One("facts.accountState", facts.AccountState, States);
        yield return One("facts.basis.kind", facts.Basis?.Kind, Bases);
        foreach (var (said, i) in facts.OptOuts.Select((o, i) => (o, i))) yield return One($"facts.optOuts[{i}].scope", said.Scope, Scopes);
        foreach (var (open, i) in facts.Disputes.Select((d, i) => (d, i))) yield return One($"facts.disputes[{i}].kind", open.Kind, Disputes);
        foreach (var (file, i) in facts.FilesAwaited.Select((f, i) => (f, i)))
            yield return One($"facts.filesAwaited[{i}].state", file.State, Awaited);
        foreach (var (past, i) in read.History.Select((h, i) => (h, i)))
        {
            yield return One($"history[{i}].channel", past.Channel, Channels.All);
            yield return One($"history[{i}].kind", past.Kind, Kinds);
            yield return One($"history[{i}].purpose", past.Purpose, Purposes.All);
            yield return One($"history[{i}].excluded", past.Excluded, Exclusions);
        }
    }

    // Without its debt a contact counts for none.
    private static IEnumerable<string?> Debt(ContactCase read) =>
        read.History.Select((h, i) => (Path: $"history[{i}].debt", h.Debt)).Prepend(("attempt.debt", read.Attempt.Debt))
            .Select(d => string.IsNullOrWhiteSpace(d.Item2) ? $"{d.Item1} is empty: write the reference of the debt." : null);

    private static IEnumerable<string?> Clock(ContactCase read)
    {
        foreach (var (zone, i) in read.Facts.Zones.Select((z, i) => (z.Zone, i)))
            yield return Zones.IsKnown(zone) || zone == PlausibleZone.Unknown ? null
                : $"facts.zones[{i}].zone is {Quoted(zone)}: write a time zone such as \"America/Chicago\", or \"{PlausibleZone.Unknown}\".";
        if (read.Facts.CallData is { } calls)
        {
            if (!Zones.IsKnown(calls.Zone))
                yield return $"facts.callData.zone is {Quoted(calls.Zone)}: write a time zone such as \"America/Chicago\".";
            if (calls.Hours is < 1 or > CallData.MostHours)
                yield return $"facts.callData.hours is {calls.Hours}: write a whole number from 1 to {CallData.MostHours}.";
        }

        var clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        foreach (var (wish, i) in read.Facts.Inconvenient.Select((w, i) => (w, i)))
        {
            foreach (var (name, value) in new[] { ("from", wish.From), ("to", wish.To) })
                yield return clock.Parse(value).Success ? null
                    : $"facts.inconvenient[{i}].{name} is {Quoted(value)}: write a time of day such as \"08:30\".";
            foreach (var (day, d) in (wish.Days ?? []).Select((day, d) => (day, d)))
                yield return One(
                    $"facts.inconvenient[{i}].days[{d}]", Days.FirstOrDefault(n => n.Equals(day, StringComparison.OrdinalIgnoreCase)) ?? day, Days);
        }
    }

    private static string? One(string path, string? value, string[] known) => value is null || known.Contains(value) ? null
        : $"{path} is {Quoted(value)}: write {string.Join(", ", known.SkipLast(1).Select(k => $"\"{k}\""))} or \"{known[^1]}\".";

    private static string Quoted(string value) => $"\"{(value.Length > 60 ? value[..60] + "…" : value)}\"";
}
