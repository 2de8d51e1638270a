using Dapper;
using HybridBpo.Host.SignIn;
using Npgsql;

namespace HybridBpo.Host.ApiKeys;

/// <summary>Makes, rotates and switches off the keys of programs; who did so stands in identity.audit, under the key's id.</summary>
internal sealed class ApiKeys(NpgsqlDataSource database, ClientNames clients, TimeProvider clock)
{
    public const int UsualDays = 90, MostDays = 365;

    private const string Columns = """
        k.id, k.name, k.clients, k.scopes, coalesce(u.display_name, k.made_by) as made_by, k.made_at, k.disabled_at, k.last_used_at,
        (select s.expires_at from identity.api_secrets s where s.key_id = k.id order by s.made_at desc limit 1) as expires_at,
        (select s.expires_at from identity.api_secrets s where s.key_id = k.id and s.expires_at > @now order by s.made_at desc offset 1 limit 1)
          as old_ends_at
        """;

    private const string From = "from identity.api_keys k left join identity.users u on u.id = k.made_by";

    /// <summary>How long the old secret may go on, in hours, by the words of the page.</summary>
    public static IReadOnlyDictionary<int, string> Overlaps { get; } = new Dictionary<int, string>
    {
        [0] = "ends at once",
        [24] = "works for one more day",
        [168] = "works for one more week",
    };

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<ApiKey>(new CommandDefinition(
            $"select {Columns} {From} order by k.disabled_at is not null, k.name, k.id",
            new { now = clock.GetUtcNow() }, cancellationToken: ct))];
    }

    public async Task<ApiKey?> FindAsync(string id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ApiKey>(new CommandDefinition(
            $"select {Columns} {From} where k.id = @id",
            new { id, now = clock.GetUtcNow() }, cancellationToken: ct));
    }

    public async Task<Result<NewApiKey>> AddAsync(Actor by, string name, string[] of, string[] scopes, int days, CancellationToken ct)
    {
        name = name.Trim();
        var known = (await clients.AllAsync(ct)).Select(client => client.Code).ToList();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl)) return new KeyNameMissing();
        if (of.Length == 0 || of.Except(known).Any()) return new KeyClientMissing();
        if (scopes.Length == 0 || scopes.Except(ApiScopes.All).Any()) return new KeyScopeMissing();
        if (days is < 1 or > MostDays) return new KeyLifeTooLong();
        var (id, secret, now) = (KeyText.NewId(), KeyText.NewSecret(), clock.GetUtcNow());
        return await InTransactionAsync<NewApiKey>(async connection =>
        {
            await connection.ExecuteAsync("""
                insert into identity.api_keys (id, name, clients, scopes, made_by, made_at) values (@id, @name, @of, @scopes, @by, @now)
                """, new { id, name, of = of.Distinct().Order().ToArray(), scopes = scopes.Distinct().ToArray(), by = by.Id, now });
            await AddSecretAsync(connection, id, secret, now, now.AddDays(days));
            await AccountAudit.WriteAsync(connection, now, by, "made-key", id, new { name, clients = of, scopes, days });
            return new NewApiKey(id, name, KeyText.Write(id, secret), now.AddDays(days));
        }, ct);
    }

    /// <summary>A new secret; the one before goes on for the overlap at most, so that the other side can change in its own time.</summary>
    public async Task<Result<NewApiKey>> RotateAsync(Actor by, string id, int days, int overlapHours, CancellationToken ct)
    {
        if (days is < 1 or > MostDays) return new KeyLifeTooLong();
        if (!Overlaps.ContainsKey(overlapHours)) return new KeyOverlapUnknown();
        var (secret, now) = (KeyText.NewSecret(), clock.GetUtcNow());
        return await InTransactionAsync<NewApiKey>(async connection =>
        {
            var key = await connection.QuerySingleOrDefaultAsync<ApiKey>(
                "select id, name, disabled_at from identity.api_keys where id = @id for update", new { id });
            if (key is null) return new UnknownKey();
            if (key.DisabledAt is not null) return new KeyIsOff();
            // Whatever was before the last secret ends now: two work at a time, never more.
            await connection.ExecuteAsync("""
                update identity.api_secrets s set expires_at = least(s.expires_at, case
                  when s.made_at = (select max(l.made_at) from identity.api_secrets l where l.key_id = @id) then @end else @now end)
                where s.key_id = @id
                """, new { id, now, end = now.AddHours(overlapHours) });
            await AddSecretAsync(connection, id, secret, now, now.AddDays(days));
            await AccountAudit.WriteAsync(connection, now, by, "rotated-key", id, new { days, overlapHours });
            return new NewApiKey(id, key.Name, KeyText.Write(id, secret), now.AddDays(days));
        }, ct);
    }

    public Task<Result<Done>> DisableAsync(Actor by, string id, CancellationToken ct) =>
        SwitchAsync(by, id, "disabled-key", "disabled_at = coalesce(disabled_at, @now)", ct);

    public Task<Result<Done>> EnableAsync(Actor by, string id, CancellationToken ct) =>
        SwitchAsync(by, id, "enabled-key", "disabled_at = null", ct);

    /// <summary>Switches all off: a restored database knows keys that were switched off since.</summary>
    public static Task<int> DisableAllAsync(NpgsqlConnection connection, DateTimeOffset now) =>
        connection.ExecuteAsync("update identity.api_keys set disabled_at = @now where disabled_at is null", new { now });

    private Task<Result<Done>> SwitchAsync(Actor by, string id, string act, string change, CancellationToken ct) =>
        InTransactionAsync<Done>(async connection =>
        {
            var now = clock.GetUtcNow();
            if (await connection.ExecuteAsync($"update identity.api_keys set {change} where id = @id", new { id, now }) == 0) return new UnknownKey();
            await AccountAudit.WriteAsync(connection, now, by, act, id, new { });
            return Done.Yes;
        }, ct);

    private static Task AddSecretAsync(NpgsqlConnection connection, string id, string secret, DateTimeOffset now, DateTimeOffset end) =>
        connection.ExecuteAsync("""
            insert into identity.api_secrets (key_id, hash, made_at, expires_at) values (@id, @hash, @now, @end)
            """, new { id, hash = KeyText.HashOf(secret), now, end });

    private async Task<Result<T>> InTransactionAsync<T>(Func<NpgsqlConnection, Task<Result<T>>> work, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection);
        if (result.Refusal is null) await transaction.CommitAsync(ct);
        return result;
    }
}
