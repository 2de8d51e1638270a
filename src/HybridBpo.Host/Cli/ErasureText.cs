using System.Text;
using HybridBpo.Host.Erasure;

namespace HybridBpo.Host.Cli;

/// <summary>An erasure's proof in words.</summary>
internal static class ErasureText
{
    public static string Of(ErasureProof proof)
    {
        var text = new StringBuilder($"{proof.What} ({proof.Subject}) was erased on {proof.At:yyyy-MM-dd HH:mm:ss} UTC: "
            + $"{CountText.Of(proof.Keys, "key")} destroyed, {CountText.Of(proof.Events, "event")} kept without what was personal, "
            + $"{CountText.Of(proof.Files, "file")} made unreadable, {CountText.Of(proof.Mails, "captured mail")} deleted."
            + (proof.Shared is not { } shared ? ""
                : $" Files of many people: {shared.Rewritten} rewritten without the person, {shared.Whole} thrown away."));
        foreach (var what in proof.UnreadableWords) text.Append($"\n{what}");
        if (proof.NotAllKnown) text.Append($"\nNOT PROVEN. {ErasureWords.NotAllKnown}");
        if (proof.Scan is not { } scan)
            return text.Append($"\nNot looked through. {ErasureWords.Lacking(proof)} Use --also.").ToString();
        text.Append($"\nLooked for {CountText.Of(scan.Mails, "mail address", "mail addresses")}, {CountText.Of(scan.Phones, "phone number")} and "
            + $"{CountText.Of(scan.Names, "name")} with reference in {CountText.Of(scan.Tables, "table")}, {CountText.Of(scan.Columns, "column")}, "
            + $"{CountText.Of(scan.Rows, "row")} and {CountText.Of(scan.Files, "file")}: {scan.Bytes / 1e6:N1} MB in {scan.Seconds:N1} s"
            + (scan.Seconds > 0 ? $" ({scan.Bytes / 1e6 / scan.Seconds:N0} MB/s)." : "."));
        text.Append(scan.Hits.Count == 0 ? $"\n0 hits: nothing of theirs that was read holds their {ErasureWords.Sought(scan.Sought)}."
            : $"\nNOT COMPLETE: still found in {CountText.Of(scan.Hits.Count, "place")}. Mend it, then erase again and name them with --also:");
        Places(scan.Hits);
        if (proof.ByHand)
            text.Append($"\nNAMED BY HAND: {ErasureWords.ByHand}");
        if (proof.Lacks) text.Append($"\nNOT PROVEN. {ErasureWords.Lacking(proof)} Use --also.");
        if (scan.Same is { Count: > 0 } same)
            text.Append($"\nNOT PROVEN: probably the same person, to be erased too if so: {string.Join(", ", same)}");
        if (scan.Others.Count + scan.Elsewhere > 0)
        {
            text.Append($"\nOther people's records with the same, untouched: {scan.Others.Count + scan.Elsewhere}");
            Places(scan.Others);
            if (scan.Elsewhere > 0) text.Append($"\n  {CountText.Of(scan.Elsewhere, "record")} of other clients");
        }

        foreach (var what in scan.Missed ?? []) text.Append($"\nNOT PROVEN, as not all was read: {what}.");
        foreach (var what in scan.NotRead) text.Append($"\nNot read: {what}.");
        return text.ToString();

        void Places(IReadOnlyList<TracePlace> places)
        {
            foreach (var place in places) text.Append($"\n  {place.Place} {place.Record} ({place.Found})");
        }
    }
}
