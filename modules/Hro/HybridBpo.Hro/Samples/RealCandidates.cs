using System.Globalization;
using System.Text;
using HybridBpo.Hro.Applications;

namespace HybridBpo.Hro.Samples;

/// <summary>Is an invented person one of the client's candidates? Who they are stands encrypted in their streams alone, so each is opened.</summary>
internal sealed class RealCandidates(EventStore store, Database database)
{
    private const int LeastDigits = 7, Compared = 9;

    /// <summary>Did this very file come for any position of the client, also of somebody who was erased since?</summary>
    public async Task<bool> SentAsync(string client, string sha256, CancellationToken ct)
    {
        var access = Access.System("screening-sample", client);
        var requisitions = await database.QueryAsync<Guid>(access,
            $"select requisition_id from hro.requisitions where client_id = {client}", ct);
        var ids = requisitions.Select(id => ReceiveResume.IdOf(client, id, sha256)).ToArray();
        return await database.SingleOrDefaultAsync<bool>(access, $"""
            select exists (select from hro.applications where client_id = {client} and application_id = any ({ids}))
            """, ct);
    }

    public async Task<bool> IsOneAsync(string client, Identity invented, CancellationToken ct)
    {
        var all = await database.QueryAsync<Guid>(Access.System("screening-sample", client), $"""
            select application_id from hro.applications where client_id = {client} and state <> {States.Erased} order by applied_at desc
            """, ct);
        foreach (var id in all)
        {
            if (await IdentityAsync(client, id, ct) is { } known && Same(known, invented))
                return true;
        }

        return false;
    }

    internal static bool Same(Identity one, Identity other) =>
        (Letters(one.Name) is { Length: > 0 } name && name == Letters(other.Name))
        || (one.Email.Trim() is { Length: > 0 } mail && string.Equals(mail, other.Email.Trim(), StringComparison.OrdinalIgnoreCase))
        || (Digits(one.Phone) is { Length: >= LeastDigits } phone && phone == Digits(other.Phone));

    private async Task<Identity?> IdentityAsync(string client, Guid id, CancellationToken ct)
    {
        try
        {
            return Identity.Read((await store.AggregateStreamAsync<Application>(client, id, ct: ct))?.Identity);
        }
        catch (UnreadableEvent)
        {
            return null;
        }
    }

    private static string Letters(string text) => string.Concat(text.Normalize(NormalizationForm.FormKD)
        .Where(c => char.IsLetter(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();

    // Without the country's code, which people leave out.
    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit)) is { Length: > Compared } all ? all[^Compared..]
        : string.Concat(text.Where(char.IsAsciiDigit));
}
