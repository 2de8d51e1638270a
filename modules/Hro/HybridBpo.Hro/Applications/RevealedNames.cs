using System.Text;

namespace HybridBpo.Hro.Applications;

/// <summary>A name that somebody got to know, as found again by search.</summary>
internal sealed record RevealedName(string ClientId, Guid ApplicationId, string Name);

/// <summary>Names of revealed candidates, each for the one person who knows it. They lie under the candidates' keys and are gone with them.</summary>
internal sealed class RevealedNames(Database database, EventStore store)
{
    private const string Place = "hro.reveals";

    /// <summary>The newest reveals of a person that a search looks through.</summary>
    private const int Most = 300;

    private sealed record Row(string ClientId, Guid ApplicationId, byte[] SealedName);

    public async Task<byte[]> SealAsync(string client, Guid application, string name, CancellationToken ct) =>
        await store.Boxes.SealAsync(client, application, Encoding.UTF8.GetBytes(name), Place, ct);

    /// <summary>Those among the asker's reveals whose name holds the text, the newest first.</summary>
    public async Task<IReadOnlyList<RevealedName>> FindAsync(Access access, string text, int most, CancellationToken ct)
    {
        var rows = await database.QueryAsync<Row>(access, $"""
            select client_id, application_id, sealed_name from hro.reveals
            where user_id = {access.Actor.Id} and sealed_name is not null
            order by revealed_at desc limit {Most}
            """, ct);
        var found = new List<RevealedName>();
        foreach (var row in rows)
        {
            if (await store.Boxes.OpenAsync(row.ClientId, row.ApplicationId, row.SealedName, Place, ct) is { } plain
                && Encoding.UTF8.GetString(plain) is var name && name.Contains(text, StringComparison.OrdinalIgnoreCase))
                found.Add(new RevealedName(row.ClientId, row.ApplicationId, name));
            if (found.Count == most)
                break;
        }

        return found;
    }
}
