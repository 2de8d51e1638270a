namespace HybridBpo.Platform;

/// <summary>
/// Decides whether anything may leave. Sending is off for a client until a supervisor turns it on. Anybody who may stop it does so at once, for the
/// whole firm, a client, a channel or a text; every stop holds within 5 seconds on all hosts. Starting again takes two different people.
/// </summary>
/// <param name="database">Where the switches are: every reservation reads them in its own transaction, and again right before the handover.</param>
/// <param name="time">The clock of what is recorded.</param>
/// <param name="setup">Sending cannot be turned on while it lacks something.</param>
public sealed class SendingSwitch(Database database, TimeProvider time, MailSetup setup)
{
    private const string Columns =
        "id, scope, client_id, channel, template, reason, stopped_by, stopped_at, restart_asked_by, restart_asked_at, restarted_by, restarted_at";

    /// <summary>Turns a client's sending on. Stops stay in force.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.StartSending"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>Done, or <see cref="Forbidden"/>, <see cref="NotFound"/>, or <see cref="SendingNotReady"/> with what to set.</returns>
    public async Task<Result<Done>> TurnOnAsync(Access access, string client, CancellationToken ct)
    {
        if (!access.May(Act.StartSending))
            return new Forbidden("Only a supervisor turns sending on.");
        if (setup.Problem is { } lacking)
            return new SendingNotReady(lacking);
        var changed = await database.ExecuteAsync(access, $"""
            with turned as (update platform.clients set sending_on = true where client_id = {client} and not sending_on returning client_id)
            insert into platform.sending_starts (client_id, started_by, started_at)
            select client_id, {access.Actor.Id}, {time.GetUtcNow()} from turned
            """, ct);
        return changed == 1 || await IsOnAsync(access, client, ct) ? Done.Yes : new NotFound($"There is no client {client}.");
    }

    /// <summary>Stops sending. The same stop a second time is one more row and does no harm.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.StopSending"/>.</param>
    /// <param name="scope">What is stopped.</param>
    /// <param name="reason">Why, 1 to 500 characters.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>Id of the stop.</returns>
    public async Task<Result<Guid>> StopAsync(Access access, SendingScope scope, string reason, CancellationToken ct)
    {
        if (!access.May(Act.StopSending))
            return new Forbidden("Only a supervisor or compliance officer stops sending.");
        if (reason.Trim().Length is 0 or > 500)
            return new Invalid("Say in 1 to 500 characters why sending is stopped.");
        if (scope.ClientId is not null && !access.Sees(scope.ClientId))
            return new NotFound($"There is no client {scope.ClientId}.");
        var id = Ids.New(time);
        await database.ExecuteAsync(access, $"""
            insert into platform.sending_stops (id, scope, client_id, channel, template, reason, stopped_by, stopped_at)
            values ({id}, {scope.Kind}, {scope.ClientId}, {scope.ChannelName}, {scope.TemplateName}, {reason.Trim()}, {access.Actor.Id},
                    {time.GetUtcNow()})
            """, ct);
        return id;
    }

    /// <summary>The first of two people asks to end a stop; the second, who must be somebody else, ends it.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.StartSending"/>.</param>
    /// <param name="stop">The stop.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<SendingRestart>> RestartAsync(Access access, Guid stop, CancellationToken ct)
    {
        if (!access.May(Act.StartSending))
            return new Forbidden("Only a supervisor starts sending again.");
        var (who, now) = (access.Actor.Id, time.GetUtcNow());
        var asked = await database.ExecuteAsync(access, $"""
            update platform.sending_stops set restart_asked_by = {who}, restart_asked_at = {now}
            where id = {stop} and restart_asked_by is null and restarted_at is null
            """, ct);
        if (asked == 1)
            return new SendingRestart(false);
        var ended = await database.ExecuteAsync(access, $"""
            update platform.sending_stops set restarted_by = {who}, restarted_at = {now}
            where id = {stop} and restart_asked_by <> {who} and restarted_at is null
            """, ct);
        if (ended == 1)
            return new SendingRestart(true);
        var found = await database.SingleOrDefaultAsync<SendingStop>(
            access, $"select {Sql.Raw(Columns)} from platform.sending_stops where id = {stop}", ct);
        return found switch
        {
            null => new NotFound("There is no such stop."),
            { RestartedAt: not null } => new SendingRestart(true),
            _ => new NeedsAnotherPerson("You asked for the restart yourself: somebody else must confirm it."),
        };
    }

    /// <summary>Stops, the latest first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="onlyOpen">Only those still in force.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<SendingStop>> StopsAsync(Access access, bool onlyOpen, CancellationToken ct) =>
        database.QueryAsync<SendingStop>(access, $"""
            select {Sql.Raw(Columns)} from platform.sending_stops where not {onlyOpen} or restarted_at is null order by stopped_at desc, id limit 500
            """, ct);

    /// <summary>Who turned a client's sending on and when, the latest first.</summary>
    public Task<IReadOnlyList<SendingStart>> StartsAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<SendingStart>(access,
            $"select client_id, started_by, started_at from platform.sending_starts order by started_at desc limit 500", ct);

    /// <summary>Why nothing may leave by this way now, as in <see cref="DeliveryStates.WordsFor"/>; null when it may.</summary>
    public Task<string?> WhyNotAsync(Access access, string client, string channel, string template, CancellationToken ct) =>
        database.SingleOrDefaultAsync<string>(access, $"select platform.why_not_sending({client}, {channel}, {template})", ct);

    /// <summary>
    /// Turns sending off for every client when this database is a copy (restored, cloned) of the one that it was turned on in. Called at start, after
    /// the migration. A dump that is loaded elsewhere, and a copied data folder, are known; a physical clone of an outside server is not.
    /// </summary>
    /// <param name="place">Where the server's data lies: see <see cref="DataPlace"/>; empty for an outside server.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>True when sending was turned off now.</returns>
    public async Task<bool> TurnOffInACopyAsync(string place, CancellationToken ct)
    {
        var system = Access.System("sending-switch");
        var turned = await database.ExecuteAsync(system, $"""
            with here as (select concat_ws('/', (select system_identifier from pg_control_system()), oid, nullif({place}, '')) as identity
                          from pg_database where datname = current_database()),
                 noted as (insert into platform.installation (identity) select identity from here
                           on conflict (one) do update set identity = excluded.identity where installation.identity <> excluded.identity
                           returning 1)
            update platform.clients set sending_on = false where sending_on and exists (select from noted)
            """, ct);
        return turned > 0;
    }

    private async Task<bool> IsOnAsync(Access access, string client, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<bool>(access, $"select sending_on from platform.clients where client_id = {client}", ct);
}
