using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>
/// Counts wrong tries per typed name, whether somebody has it or not. A try is taken before anything is verified, so that tries at the same instant,
/// on however many hosts, cannot be more than <see cref="Lockout.Tries"/>.
/// </summary>
internal sealed class WrongTries(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Takes one try, unless the name is paused.</summary>
    public async Task<TakenTry> TakeAsync(string name, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var key = new { hash = HashOf(name), now, end = now + Lockout.Pause, most = Lockout.Tries };
        await using var connection = await database.OpenConnectionAsync(ct);
        var taken = await connection.ExecuteScalarAsync<int?>(new CommandDefinition("""
            insert into identity.wrong_tries as t (name_hash, tries, last_at) values (@hash, 1, @now)
            on conflict (name_hash) do update set
              tries = case when t.paused_until is null then t.tries + 1 else 1 end,
              paused_until = case when t.paused_until is null and t.tries + 1 >= @most then @end end,
              last_at = @now
            where t.paused_until is null or t.paused_until <= @now
            returning tries
            """, key, cancellationToken: ct));
        if (taken is { } number) return new TakenTry(true, number >= Lockout.Tries ? key.end : null);
        var until = await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            "select paused_until from identity.wrong_tries where name_hash = @hash", key, cancellationToken: ct));
        return new TakenTry(false, until ?? key.end);
    }

    /// <summary>
    /// The try was wrong: it stays counted. One statement that writes and commits for a name that nobody has as well; it cannot be cancelled, so
    /// that hanging up keeps nothing out of the audit.
    /// </summary>
    public async Task KeepAsync(string name, string act)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            with kept as (update identity.wrong_tries set last_at = @now where name_hash = @hash)
            insert into identity.audit (at, actor_kind, actor_id, act, user_id)
            select @now, @kind, id, @act, id from identity.users where normalized_user_name = @name
            """, new { hash = HashOf(name), now = clock.GetUtcNow(), kind = Actor.Person, act, name });
    }

    /// <summary>Writes to the audit of whoever has the name; like <see cref="KeepAsync"/> not to be cancelled.</summary>
    public async Task NoteAsync(string name, string act)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into identity.audit (at, actor_kind, actor_id, act, user_id)
            select @now, @kind, id, @act, id from identity.users where normalized_user_name = @name
            """, new { now = clock.GetUtcNow(), kind = Actor.Person, act, name });
    }

    /// <summary>The try was right, but the sign-in is not complete: earlier wrong ones stay counted.</summary>
    public async Task GiveBackAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update identity.wrong_tries set tries = tries - 1, paused_until = null where name_hash = @hash and tries > 0",
            new { hash = HashOf(name) }, cancellationToken: ct));
    }

    /// <summary>The person is in: nothing stays counted. Takes old rows of any name along.</summary>
    public async Task ForgetAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ForgetAsync(connection, name);
        await connection.ExecuteAsync(new CommandDefinition("""
            delete from identity.wrong_tries where name_hash in
              (select name_hash from identity.wrong_tries where last_at < @before limit 1000 for update skip locked)
            """, new { before = clock.GetUtcNow() - Kept }, cancellationToken: ct));
    }

    /// <summary>Lifts a pause within the caller's transaction.</summary>
    public static Task ForgetAsync(NpgsqlConnection connection, string name) =>
        connection.ExecuteAsync("delete from identity.wrong_tries where name_hash = @hash", new { hash = HashOf(name) });

    private static byte[] HashOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}

/// <summary>May a try be verified, and until when is the name paused if it is wrong (or paused already)?</summary>
internal sealed record TakenTry(bool May, DateTimeOffset? PausedUntil)
{
    public SignInStep IfWrong => PausedUntil is null ? SignInStep.Wrong : SignInStep.Paused;
}

/// <summary>When sign-in pauses.</summary>
internal static class Lockout
{
    public const int Tries = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);
}
