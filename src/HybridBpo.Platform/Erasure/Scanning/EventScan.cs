using System.Text;
using HybridBpo.Events;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform.Scanning;

/// <summary>What events say under other people's keys: a note about somebody may name whoever was erased.</summary>
internal sealed class EventScan(EventStore store, TraceReader reader, ScanLedger ledger)
{
    public async Task ReadAsync(CancellationToken ct)
    {
        var lost = 0L;
        await foreach (var said in new PersonalTexts(store).ReadAsync(ct))
        {
            if (said.Text is not { } text)
            {
                lost++;
                continue;
            }

            var (bytes, found) = (Encoding.UTF8.GetBytes(text), new Finding());
            reader.Read(bytes, found);
            ledger.Read(bytes.Length, "what events say of people");
            if (found.IsHit(oneRow: true))
                ledger.Found($"event {said.Type}", said.Tenant, $"{said.Subject:D}", $"{said.StreamId:D}", found.Kinds(oneRow: true));
        }

        if (lost > 0) ledger.NotRead.Add($"{CountText.Of(lost, "event")}: damaged, or the key is missing");
    }
}
