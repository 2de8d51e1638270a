using System.Globalization;
using HybridBpo.Collections.Reach;

namespace HybridBpo.Collections.Import.CallFiles;

/// <summary>One call as the file tells it.</summary>
/// <param name="AccountRefs">The debts that it was about.</param>
/// <param name="Outcome">One of <see cref="CallOutcomes"/>.</param>
/// <param name="Seconds">How long they talked.</param>
internal sealed record CallRow(
    int Line, IReadOnlyList<string> AccountRefs, string Number, DateTimeOffset At, bool Inbound, string Outcome, int Seconds, string Agent,
    string Recording)
{
    private const int MostReference = 60, MostDebts = 50, MostText = 100, MostSeconds = 24 * 3600;

    /// <summary>References in one cell.</summary>
    public static IReadOnlyList<string> References(string cell) =>
        [.. cell.Split([';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    /// <summary>Reads one row; null with errors when it cannot load.</summary>
    public static (CallRow? Row, IReadOnlyList<RowError> Errors) Read(
        int line, IReadOnlyDictionary<string, string> cells, Mapping mapping, DateTimeOffset now)
    {
        var read = new RowReader(cells, mapping, ImportKinds.Calls, "");
        var accounts = Debts(read);
        var number = Required(read, "number", v => Contacts.Phone(v) ?? "", v => v.Length == 0 ? "is not a phone number" : null);
        var at = When(read, mapping, now);
        var inbound = Direction(read);
        var outcome = Required(
            read, "outcome", v => DialerCodes.Meaning(v, mapping.Outcomes) ?? "",
            v => v.Length > 0 ? null
                : $"is no outcome that somebody said the meaning of; ours are {string.Join(", ", CallOutcomes.FromFiles.Select(o => o.Code))}");
        var seconds = Talked(read);
        if (seconds > 0 && outcome is CallOutcomes.NoAnswer or CallOutcomes.NotConnected && read.Cell("seconds") is var (column, value))
            read.Fail(column, value, $"the outcome says that nobody was reached, and they talked for {seconds} s: which is right?");
        if (inbound && outcome is CallOutcomes.NoAnswer or CallOutcomes.WrongNumber or CallOutcomes.NotConnected
            && read.Cell("direction") is var (way, said))
            read.Fail(way, said, "they called us: that somebody talked, another one called or left a message is what may come of it");
        var (agent, recording) = (read.Text("agent", MostText), read.Text("recording", MostText));
        return read.Errors.Count > 0 ? (null, read.Errors)
            : (new CallRow(line, accounts, number, at, inbound, outcome, seconds, agent, recording), []);
    }

    private static IReadOnlyList<string> Debts(RowReader read)
    {
        var (column, value) = read.Cell("account_ref");
        var accounts = References(value);
        if (accounts.Count == 0) read.Missing("account_ref");
        if (accounts.Count > MostDebts) read.Fail(column, value, $"{accounts.Count} debts: at most {MostDebts} are taken for one call");
        if (accounts.FirstOrDefault(a => a.Length > MostReference) is { } odd)
            read.Fail(column, odd[..40] + "…", $"longer than {MostReference} characters");
        return accounts;
    }

    private static string Required(RowReader read, string field, Func<string, string> mean, Func<string, string?> problem)
    {
        var (column, value) = read.Cell(field);
        if (value.Length == 0)
        {
            read.Missing(field);
            return "";
        }

        var meant = mean(value);
        if (problem(meant) is { } why) read.Fail(column, value, $"{(value.Length > 40 ? value[..40] + "…" : value)} {why}");
        return meant;
    }

    private static DateTimeOffset When(RowReader read, Mapping mapping, DateTimeOffset now)
    {
        var (column, value) = read.Cell("at");
        if (value.Length == 0)
        {
            read.Missing("at");
            return default;
        }

        if (read.Cell("clock") is var (_, clock) && clock.Length > 0) value = $"{value} {clock}";
        var (at, problem) = CallTime.Read(value, mapping.DateFormat!, mapping.Zone);
        if (problem is not null) read.Fail(column, value, problem);
        else if (at > now) read.Fail(column, value, $"{value} lies in the future: a call is told once it has taken place");
        return at ?? default;
    }

    private static bool Direction(RowReader read)
    {
        var (column, value) = read.Cell("direction");
        switch (Fields.Plain(value))
        {
            case "" when value.Length == 0:
            case "out" or "outbound" or "outgoing" or "o": return false;
            case "in" or "inbound" or "incoming" or "i": return true;
            default:
                read.Fail(column, value, "is neither in nor out");
                return false;
        }
    }

    private static int Talked(RowReader read)
    {
        var (column, value) = read.Cell("seconds");
        if (value.Length == 0) return 0;
        var parts = value.Split(':');
        var seconds = 0L;
        foreach (var part in parts)
            seconds = parts.Length <= 3 && part.Length is > 0 and <= 6
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && (parts.Length == 1 || n < 60 || part == parts[0])
                    && seconds >= 0 ? (seconds * 60) + n : -1;
        if (seconds is >= 0 and <= MostSeconds) return (int)seconds;
        read.Fail(column, value, $"is no time talked: seconds such as 95, or 1:35, at most {MostSeconds / 3600} hours");
        return 0;
    }
}
