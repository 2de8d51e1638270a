using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;

namespace HybridBpo.Platform;

/// <summary>The companies that outsource to us.</summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">The clock.</param>
public sealed partial class Clients(Database database, TimeProvider time)
{
    private const string Columns = "client_id, name, currency, country, time_zone, regime, settings::text as settings, sending_on, created_at";

    /// <summary>The clients that the asker may see, by name.</summary>
    public Task<IReadOnlyList<Client>> ListAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<Client>(access, $"select {Sql.Raw(Columns)} from platform.clients order by name, client_id", ct);

    /// <summary>One client; null when there is none of that code, or the asker may not see it.</summary>
    public Task<Client?> GetAsync(Access access, string client, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Client>(access, $"select {Sql.Raw(Columns)} from platform.clients where client_id = {client}", ct);

    /// <summary>Adds a client, with sending off.</summary>
    /// <returns>The client, or <see cref="ClientNotValid"/>, <see cref="ClientExists"/> or <see cref="Forbidden"/>.</returns>
    public async Task<Result<Client>> AddAsync(Access access, NewClient client, CancellationToken ct)
    {
        if (!access.May(Act.ManageUsers))
            return new Forbidden("Only an administrator adds clients.");
        if (Problem(client) is { } problem)
            return new ClientNotValid(problem);
        // Whoever adds a client is not assigned to it yet, so the product itself writes the row.
        var added = await database.SingleOrDefaultAsync<Client>(Access.System("clients"), $"""
            insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
            values ({client.ClientId}, {client.Name.Trim()}, {client.Currency}, {client.Country}, {client.TimeZone}, {client.Regime},
                    {time.GetUtcNow()})
            on conflict do nothing returning {Sql.Raw(Columns)}
            """, ct);
        return added is null ? new ClientExists($"There is a client {client.ClientId} already.") : added;
    }

    /// <summary>Replaces a client's further settings.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ManageUsers"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="settingsJson">A JSON object of at most 64 KiB.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> ChangeSettingsAsync(Access access, string client, string settingsJson, CancellationToken ct)
    {
        if (!access.May(Act.ManageUsers))
            return new Forbidden("Only an administrator changes a client's settings.");
        if (settingsJson.Length > 65_536 || !IsObject(settingsJson))
            return new ClientNotValid("Settings are one JSON object of at most 64 KiB.");
        var changed = await database.ExecuteAsync(
            access, $"update platform.clients set settings = {settingsJson}::jsonb where client_id = {client}", ct);
        return changed == 1 ? Done.Yes : new NotFound($"There is no client {client}.");
    }

    private static string? Problem(NewClient client)
    {
        if (!Code().IsMatch(client.ClientId))
            return "A client's code has 2 to 40 small letters, digits and hyphens and starts with a letter or digit, such as fernbrook.";
        if (client.Name.Trim() is not { Length: > 0 and <= 200 } name || name.Any(char.IsControl))
            return "A client's name has 1 to 200 characters.";
        if (!Currency().IsMatch(client.Currency))
            return "The currency is an ISO 4217 code of three capital letters, such as USD.";
        if (!Country().IsMatch(client.Country))
            return "The country is an ISO 3166 code of two capital letters, such as US.";
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(client.TimeZone) is null)
            return "The time zone is a name of the IANA list, such as America/New_York.";
        return Code().IsMatch(client.Regime) ? null : "The regime is a code such as us-fdcpa.";
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,39}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^[A-Z]{2}\z")]
    private static partial Regex Country();
}
