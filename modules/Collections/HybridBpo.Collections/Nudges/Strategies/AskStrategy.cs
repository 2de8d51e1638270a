using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>Asks for other strategies of a client. Somebody else decides, in the inbox.</summary>
internal sealed class AskStrategy(EventStore store, StrategyVersions versions, Simulate simulate, TimeProvider time)
{
    public const string CaseKind = "collections.strategy", Yes = "publish", No = "keep";

    private static readonly IReadOnlyList<CaseOption> Reasons =
    [
        new("kinder", "Kinder to those who are asked"), new("fewer", "Fewer messages"), new("earlier", "Reaches people in time"),
        new("measured", "Lets us tell the effect"), new("too-much", "Too many messages"), new("unclear", "Not clear what it would do"),
        new("other", "Other", NeedsNote: true),
    ];

    /// <summary>What would change, and what it would have done; nothing is written.</summary>
    public async Task<Result<StrategyDraft>> CheckAsync(Access access, Client client, string yaml, CancellationToken ct)
    {
        if (!StrategyText.Read(0, yaml, client.Currency).Is(out var asked, out var unreadable)) return unreadable;
        var live = await versions.InForceAsync(access, client, ct);
        var changes = StrategyDiff.Between(live, asked, client.Currency);
        return changes.Count == 0 ? new NothingChanges("It is what is in force already: there is nothing to decide.")
            : new StrategyDraft(live.Version, changes, await simulate.RunAsync(access, client, live, asked, ct));
    }

    public async Task<Result<AskedVersion>> AskAsync(
        Access access, Client client, int live, string yaml, string why, Guid commandId, CancellationToken ct)
    {
        if (!access.May(Act.ChangeStrategies)) return new Forbidden("Only an analyst or a supervisor asks for other strategies.");
        if (why.Trim() is not { Length: > 0 and <= 500 } reason) return new Invalid("Say why, in at most 500 characters: whoever decides reads it.");
        if (!(await CheckAsync(access, client, yaml, ct)).Is(out var draft, out var refusal)) return refusal;
        return await store.DecideAsync<ClientStrategies, AskedVersion>(
            access, client.ClientId, ClientStrategies.StreamOf(client.ClientId), commandId,
            state => Decide(state, client.ClientId, live, yaml, access.Actor.Id),
            (session, asked) =>
            {
                var version = asked.Version;
                session.Queue($"""
                    insert into collections.strategies (client_id, version, yaml, state, case_id, asked_by, asked_at)
                    values ({client.ClientId}, {version}, {yaml}, 'asked', {asked.CaseId}, {access.Actor.Id}, {time.GetUtcNow()})
                    """);
                session.Send(CaseMessages.Open, Case(client, version, asked.CaseId, draft, reason, access));
            }, ct);
    }

    internal static Result<Decision<AskedVersion>> Decide(ClientStrategies? state, string client, int live, string yaml, string by)
    {
        if (state?.Asked is { } waits) return new StrategyWaits($"Version {waits.Version} waits for a decision already.");
        if ((state?.Live ?? 0) != live) return new ChangedMeanwhile("Other strategies came into force meanwhile. Look at them, then ask again.");
        var version = (state?.Last ?? 0) + 1;
        var asked = new StrategyAsked(Ids.For(client, "strategy-case", $"{version}"), version, yaml, by);
        return new Decision<AskedVersion>(new AskedVersion(asked.CaseId, version), asked);
    }

    private static OpenCase Case(Client client, int version, Guid id, StrategyDraft draft, string why, Access access)
    {
        CaseChoice[] choices =
        [
            new(Yes, "Let it decide reminders from now on", "Put it in force", false, false,
                "What is planned by the old one and no longer fits is taken back; every rule is still asked for each message.", []),
            new(No, "Keep what is in force", "Refuse it", false, false, "", []),
        ];
        var evidence = draft.Shown(client, version, access.Actor.Name, why);
        var name = ReferenceOf(version);
        return new OpenCase(
            id, client.ClientId, CaseKind, $"May {name} of the strategies decide {client.Name}’s reminders?", name,
            ClientStrategies.StreamOf(client.ClientId), 0, null,
            new Evidence(1, evidence, $"{name} strategy strategies {client.Name}"),
            new CaseForm([], choices, Reasons), null, [access.Actor.Id], $"Reminders of {client.Name}, {name}");
    }

    private static string ReferenceOf(int version) => $"version {version}";

    public static string? HrefOf(string client, string reference) =>
        reference.Split(' ') is ["version", var version] ? $"/nudges/strategies?client={client}&version={version}" : null;
}

internal sealed record AskedVersion(Guid CaseId, int Version);

/// <param name="Live">The version that is compared with.</param>
internal sealed record StrategyDraft(int Live, IReadOnlyList<StrategyChange> Changes, Simulation Simulation)
{
    /// <summary>As <see cref="Cases.StrategyEvidenceView"/> shows it.</summary>
    public string Shown(Client client, int version, string askedBy, string why) => JsonSerializer.Serialize(
        new StrategyEvidence(client.Name, version, Live, Changes, Simulation, askedBy, why), JsonSerializerOptions.Web);
}

/// <summary>What the case shows.</summary>
internal sealed record StrategyEvidence(
    string Client, int Version, int Live, IReadOnlyList<StrategyChange> Changes, Simulation Simulation, string AskedBy, string Why);

internal sealed record StrategyWaits(string Message) : Conflict(Message);

internal sealed record NothingChanges(string Message) : Invalid(Message);
