using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.HouseRules;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges;

/// <summary>Loads contact files.</summary>
internal sealed class ContactFiles(EventStore store, Database database, AccountBook book, Attestations attestations, Clients clients,
    RuleSwitches switches, Suppression suppression, ExpectedFiles expected)
{
    private const int MostFiles = 20;

    public async Task<ContactFile?> LoadAsync(Access access, string client, Guid person, CancellationToken ct) =>
        await clients.GetAsync(access, client, ct) is { } of
            ? await LoadAsync(access, of, person, await attestations.ListAsync(access, client, ct),
                await store.AggregateStreamAsync<Person>(client, person, ct: ct), ct)
            : null;

    public async Task<ContactFile?> LoadAsync(
        Access access, Client client, Guid person, IReadOnlyList<AttestationRow> attested, Person? state, CancellationToken ct)
    {
        if (await book.PersonAsync(access, client.ClientId, person, ct) is not { } row) return null;
        var addresses = await book.AddressesAsync(access, client.ClientId, person, ct);
        var accounts = await book.OfPersonAsync(access, client.ClientId, person, ct);
        return new ContactFile(
            client, row, state ?? new Person(), await book.PlacesAsync(access, client.ClientId, person, ct), accounts, addresses, attested,
            await SuppressedAsync(access, addresses, ct))
        {
            SwitchedOff = await switches.OffAsync(access, client, ct),
            CallData = await CallDataAsync(access, client, attested, accounts, ct),
            FilesAwaited = await expected.HoldingAsync(access, client.ClientId, ct),
        };
    }

    private async Task<CallData?> CallDataAsync(
        Access access, Client client, IReadOnlyList<AttestationRow> attested, IReadOnlyList<AccountRow> accounts, CancellationToken ct)
    {
        if (CallsKnown.Said(attested) is not { } said) return null;
        var files = await database.QueryAsync<CallFile>(access, $"""
            select uploaded_at, newest_at from collections.imports
            where client_id = {client.ClientId} and kind = 'calls' and state = 'loaded' and newest_at is not null
            order by uploaded_at desc limit {MostFiles}
            """, ct);
        var waiting = await database.SingleOrDefaultAsync<bool>(access, $"""
            select exists (select from collections.quarantine q join collections.imports i on i.client_id = q.client_id and i.id = q.import_id
              where q.client_id = {client.ClientId} and q.account_ref = any ({accounts.Select(a => a.Reference).ToArray()}) and q.state = 'open'
                and i.kind = 'calls')
            """, ct);
        return CallsKnown.Of(client, said, files) with { Waiting = waiting };
    }

    private async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> SuppressedAsync(Access access, IReadOnlyList<AddressRow> addresses,
        CancellationToken ct)
    {
        if (addresses.Count == 0) return new Dictionary<Guid, DateTimeOffset>();
        var key = await suppression.KeyAsync(ct);
        var forms = addresses.Select(a => key.Forms(a.Value)).ToList();
        var found = await database.QueryAsync<SuppressedRow>(access, $"""
            select value_sha256, min(since) as since from collections.suppressions where value_sha256 = any ({forms.SelectMany(f => f).ToArray()})
            group by 1
            """, ct);
        return addresses.Select((a, i) => (a.Id, Hit: found.Where(f => forms[i].Any(form => f.ValueSha256.AsSpan().SequenceEqual(form)))
            .MinBy(f => f.Since))).Where(x => x.Hit is not null).ToDictionary(x => x.Id, x => x.Hit!.Since);
    }

    private sealed record SuppressedRow(byte[] ValueSha256, DateTimeOffset Since);
}
