using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.OwnPage;

/// <summary>Wrong facts are counted by address, over all hosts and links: after a few the page stays shut for a day.</summary>
internal sealed class PageTries(Database database, TimeProvider time)
{
    public const int Most = 5;

    private static readonly TimeSpan Shut = TimeSpan.FromDays(1);

    /// <summary>Counts one before it is looked at, so that many at once are counted as well. False: too many.</summary>
    public async Task<bool> CountAsync(AddressRow address, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await database.SingleOrDefaultAsync<int>(Reader(address), $"""
            insert into collections.own_page_tries as t (client_id, address_id, tries, since) values ({address.ClientId}, {address.Id}, 1, {now})
            on conflict (client_id, address_id) do update set
              tries = case when t.since <= {now - Shut} then 1 else least(t.tries, {Most}) + 1 end,
              since = case when t.since <= {now - Shut} then {now} else t.since end
            returning tries
            """, ct) <= Most;
    }

    public async Task<bool> IsShutAsync(AddressRow address, CancellationToken ct) => await database.SingleOrDefaultAsync<bool>(Reader(address), $"""
        select exists (select from collections.own_page_tries
          where client_id = {address.ClientId} and address_id = {address.Id} and tries >= {Most} and since > {time.GetUtcNow() - Shut})
        """, ct);

    public Task ForgetAsync(AddressRow address, CancellationToken ct) => database.ExecuteAsync(Reader(address), $"""
        delete from collections.own_page_tries where client_id = {address.ClientId} and address_id = {address.Id}
        """, ct);

    private static Access Reader(AddressRow address) => Access.System("own-page", address.ClientId);
}
