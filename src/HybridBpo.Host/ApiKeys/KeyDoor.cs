using System.Net;
using System.Threading.RateLimiting;
using Dapper;
using HybridBpo.Host.Web;
using Npgsql;

namespace HybridBpo.Host.ApiKeys;

/// <summary>
/// Lets programs in by their key, and only where a key is asked for. The key's state is read from the database for every request, so one that was
/// switched off is refused at once, on every host.
/// </summary>
internal sealed class KeyDoor : IDisposable
{
    private const string Sql = """
        with used as (
          update identity.api_keys set last_used_at = @now
          where id = @id and disabled_at is null and (last_used_at is null or last_used_at < @now - interval '1 minute')
            and exists (select from identity.api_secrets s where s.key_id = @id and s.hash = @hash and s.expires_at > @now))
        select k.id, k.name, k.clients, k.scopes, k.disabled_at, s.expires_at
        from identity.api_keys k join identity.api_secrets s on s.key_id = k.id and s.hash = @hash where k.id = @id
        """;

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly PartitionedRateLimiter<string> wrong;

    public KeyDoor(NpgsqlDataSource database, TimeProvider clock, IConfiguration configuration)
    {
        (this.database, this.clock) = (database, clock);
        var most = configuration.GetValue("RateLimits:WrongKeysPerMinute", 20);
        wrong = PartitionedRateLimiter.Create<string, string>(place => RateLimitPartition.GetSlidingWindowLimiter(place, _ => new()
        {
            PermitLimit = most,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));
    }

    /// <summary>Sets who asks, or answers why not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scope">What the key must be made for; null for any.</param>
    public async Task<IResult?> EnterAsync(HttpContext context, string? scope)
    {
        var place = RateLimits.Place(context.Connection.RemoteIpAddress);
        using (var free = wrong.AttemptAcquire(place, 0))
        {
            if (!free.IsAcquired) return TooMany(context);
        }
        if (!KeyText.IsIn(context.Request))
            return Refuse(context, "KeyMissing", "Send your API key: the header Authorization: Bearer hbk_…. An administrator makes keys.");
        var known = KeyText.Read(context.Request.Headers.Authorization.ToString()) is { } key ? await FindAsync(key, context.RequestAborted) : null;
        var now = clock.GetUtcNow();
        if (known is null)
        {
            using var counted = wrong.AttemptAcquire(place);
            return counted.IsAcquired ? Refuse(context, "KeyUnknown", "There is no such API key. Check that it was copied whole.") : TooMany(context);
        }
        if (known.DisabledAt is not null)
            return Refuse(context, "KeyDisabled", "This API key is switched off. Ask an administrator for another one.");
        if (known.HasEnded(now))
            return Refuse(context, "KeyExpired", "This API key has expired. Ask an administrator to rotate it.");
        if (scope is not null && !known.Scopes.Contains(scope))
        {
            return Problems.Answer(context, StatusCodes.Status403Forbidden, "ScopeMissing",
                $"This needs the scope {scope}, and your key has {string.Join(", ", known.Scopes)}. Ask an administrator for a key that has it.");
        }
        var access = new Access(new Actor(Actor.ApiKey, known.Id, known.Name), known.Clients, []);
        context.SetViewer(new Viewer(access, "system", false, [], null));
        return null;
    }

    /// <summary>A key was sent to something that is not for keys.</summary>
    public static IResult NotForKeys(HttpContext context) => Problems.Answer(context, StatusCodes.Status403Forbidden, "NotForKeys",
        $"API keys open what lies under {Problems.Api}, and nothing else. Whoever judges, decides or reads pages signs in as a person.");

    public void Dispose() => wrong.Dispose();

    private async Task<ApiKey?> FindAsync((string Id, byte[] Hash) key, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ApiKey>(new CommandDefinition(
            Sql, new { id = key.Id, hash = key.Hash, now = clock.GetUtcNow() }, cancellationToken: ct));
    }

    private static IResult Refuse(HttpContext context, string code, string words)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Answer(context, (int)HttpStatusCode.Unauthorized, code, words, "Bring a good key");
    }

    private static IResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return Problems.Answer(context, StatusCodes.Status429TooManyRequests, "TooManyWrongKeys",
            "Too many wrong keys came from this address. Wait a minute, then send the right one.");
    }
}
