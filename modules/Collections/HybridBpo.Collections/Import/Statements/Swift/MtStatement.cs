using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>One message made a statement.</summary>
internal sealed partial class MtStatement
{
    private readonly IReadOnlyList<MtField> fields;

    private readonly bool isReport;

    private readonly StatementDraft draft;

    private readonly MtTotals totals = new();

    public MtStatement(IReadOnlyList<MtField> fields, StatementSink sink)
    {
        this.fields = fields;
        // MT942 tells floor limits and the time of the report, and never a balance.
        isReport = fields.Any(f => f.Tag is "34F" or "13" or "13D" or "90C" or "90D") && !fields.Any(f => f.Tag is "60F" or "60M" or "62F" or "62M");
        draft = new StatementDraft(sink, $"statement {sink.Next}", needsBalances: !isReport);
    }

    public string Format => isReport ? "MT942" : "MT940";

    public void Read()
    {
        foreach (var field in fields) Head(field);
        draft.Currency = draft.Opening?.Currency ?? draft.Closing?.Currency ?? fields.Select(Currency).FirstOrDefault(c => c is not null);
        if (draft.Account is null) draft.Problem($"line {fields[0].Line}", "Field 25 is missing: the file does not tell which account this is.");
        var (at, closed) = (0, false);
        while (at < fields.Count)
        {
            var field = fields[at++];
            closed |= field.Tag is "62F" or "62M";
            if (field.Tag != "61") continue;
            var details = new StringBuilder();
            while (at < fields.Count && fields[at].Tag == "86") details.Append(details.Length > 0 ? "\n" : "").Append(fields[at++].Text);
            if (closed) draft.Problem($"line {field.Line}", "This entry stands behind the closing balance of its statement, where none belongs.");
            Entry(field, details.ToString());
        }

        totals.Check(draft);
        draft.Close();
    }

    private void Head(MtField field)
    {
        switch (field.Tag)
        {
            case "25" or "25P" when draft.Account is null:
                draft.Account = BankText.Clean(field.Tag == "25P" ? field.Lines[0] : field.Joined);
                break;
            case "25" or "25P":
                draft.Problem($"line {field.Line}", "A second field 25 (account) stands here, where none belongs: it is not read.");
                break;
            case "60F" or "60M":
                draft.Opening = Balance(field, draft.Opening, "opening");
                break;
            case "62F" or "62M":
                draft.Closing = Balance(field, draft.Closing, "closing");
                break;
            case "90C" or "90D":
                totals.Say(field);
                break;
        }
    }

    private BankBalance? Balance(MtField field, BankBalance? before, string which)
    {
        var place = $"line {field.Line}";
        if (before is not null)
        {
            draft.Problem(place, $"A second {which} balance stands here: the first one counts.");
            return before;
        }

        if (!MtBalance.Read(field.Joined, out var note).Is(out var balance, out var refusal)) draft.Problem(place, refusal.Message);
        if (note is not null) draft.Problem(place, note);
        return balance;
    }

    private void Entry(MtField field, string details)
    {
        var place = $"line {field.Line}";
        if (MtEntry.Read(field) is not { } entry)
        {
            draft.Unread(place, $"\"{Short(field.Text)}\" is no entry such as 2601310131C12,50NTRFREF: it is left out.");
            return;
        }

        if (draft.Currency is not { } currency)
        {
            draft.Unread(place, "No field tells the currency, so the amount cannot be read: the entry is left out.");
            return;
        }

        if (!BankAmount.Read(entry.Amount, currency, ',').Is(out var minor, out var refusal))
        {
            draft.Unread(place, refusal.Message + " The entry is left out.");
            return;
        }

        foreach (var note in entry.Notes) draft.Problem(place, note);
        if (!entry.Booked) draft.Problem(place, "The entry is only expected: it is not counted in the balance.");
        var said = MtDetails.Read(details);
        draft.Add(new StatementEntry(
            entry.BookingDate, entry.ValueDate, minor, currency, entry.Credit, said.Reference ?? entry.Reference ?? entry.BankReference,
            said.EndToEndId, said.Counterparty, details.Length > 0 ? said.Remittance : BankText.Squeeze(entry.More), entry.Booked,
            said.Reference ?? entry.Reference, entry.Reversal || IsReturn().IsMatch(details),
            new BankBooking(entry.BankReference, entry.Credit ? minor : -minor)));
    }

    private static string? Currency(MtField field) => field.Tag switch
    {
        "34F" when field.Text.Length >= 3 && BankAmount.IsCurrency(field.Text[..3]) => field.Text[..3],
        "90C" or "90D" when MtTotals.Shape().Match(field.Text) is { Success: true } sum => sum.Groups["currency"].Value,
        "25" or "25P" when Suffix().Match(field.Lines[0].TrimEnd()) is { Success: true } last => last.Value,
        _ => null,
    };

    private static string Short(string text) => BankText.Clean(text) is { } clean ? clean.Length > 40 ? clean[..40] + "…" : clean : "";

    // German banks: returned direct debits and transfers (transaction codes of the DK).
    [GeneratedRegex("^(108|109|159)[?<>~^|]")]
    private static partial Regex IsReturn();

    // Banks put the currency behind the account: NL77INGB0574908765EUR.
    [GeneratedRegex("(?<=[0-9 ])[A-Z]{3}$")]
    private static partial Regex Suffix();
}
