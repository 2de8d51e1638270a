using HybridBpo.Events;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections;

/// <summary>How long what is known about debtors is kept: what is sensible, what has copies, and what is still being worked with.</summary>
internal static class CollectionsRetention
{
    private const string Contacts = "Three years after the last collection activity on the debt (12 CFR 1006.100; recorded calls: three years after "
        + "the call). Here the days count from the event, and a person with an open debt keeps everything: seven years cover a debt that is "
        + "worked for up to four.";

    private static readonly RetentionAdvice[] All =
    [
        new([
            typeof(NudgeBlocked), typeof(ContactAttempted), typeof(ContactNotMade), typeof(NudgeFailed), typeof(OptedOut), typeof(CeaseReceived),
            typeof(AttorneyNoted), typeof(BankruptcyNoted), typeof(DeathNoted), typeof(ProtectionLifted), typeof(ConversationHeld),
            typeof(CallToldAgain),
            typeof(PlanOffered), typeof(PlanAccepted), typeof(PlanRefused), typeof(RemindersContinued), typeof(HoldPlaced), typeof(HoldReleased),
            typeof(DisputeOpened), typeof(HardshipDisclosed), typeof(PlacementReconciled),
        ], Contacts, 2_557),
        new([typeof(AccountPlaced), typeof(PersonRegistered)],
            "Whose debt it is stands on the account, in its letters and lists: it goes when the person is erased, and not by its age.", null),
        new([typeof(RuleSwitchAsked), typeof(RuleSwitched)],
            "Why a rule of the house was switched is about no debtor, and is evidence as long as the rule's days count: it is kept.", null),
    ];

    public static void Add(IServiceCollection services)
    {
        foreach (var advice in All) services.AddSingleton(advice);
        services.AddSingleton<ICopyRedactor, NudgeCopies>();
        services.AddSingleton<IOpenMatters, OpenDebts>();
    }
}

/// <summary>Why a message did not go, as the list of messages, the checks of the rules and the delivery itself tell it.</summary>
internal sealed class NudgeCopies : ICopyRedactor
{
    public IReadOnlyCollection<Type> Events { get; } = [typeof(NudgeBlocked), typeof(ContactNotMade), typeof(NudgeFailed)];

    public void Redact(StoredEvent e, EventSession session)
    {
        // What was written later about the same message is of a later event.
        var (client, at) = (e.Tenant, e.Timestamp);
        switch (e.Data)
        {
            case NudgeBlocked blocked:
                session.Queue($"""
                    update collections.nudges set blocks = null where client_id = {client} and id = {blocked.NudgeId} and changed_at <= {at}
                    """);
                session.Queue($"""
                    update collections.rule_checks set results = '[]'
                    where client_id = {client} and nudge_id = {blocked.NudgeId} and last_at <= {at} and results <> '[]'
                    """);
                session.ForgetWhy(e.StreamId, at, DeliveryStates.Blocked, DeliveryStates.Planned);
                break;
            case ContactNotMade not:
                Words(not.NudgeId);
                session.ForgetWhy(e.StreamId, at, DeliveryStates.Planned, DeliveryStates.Failed);
                break;
            case NudgeFailed failed:
                Words(failed.NudgeId);
                session.ForgetWhy(e.StreamId, at, DeliveryStates.Failed, DeliveryStates.Unknown);
                break;
        }

        void Words(Guid nudge) => session.Queue($"""
            update collections.nudges set words = null
            where client_id = {client} and id = {nudge} and changed_at <= {at} and state in ('planned', 'failed', 'unknown')
            """);
    }
}

/// <summary>People with a debt that is still worked.</summary>
internal sealed class OpenDebts(Database database) : IOpenMatters
{
    public Task<IReadOnlyList<Guid>> SubjectsAsync(string client, Guid[]? among, CancellationToken ct) =>
        database.QueryAsync<Guid>(Access.System("retention", client), $"""
            select distinct person_id from collections.accounts where client_id = {client} and state = 'open' and balance_minor > 0
              and ({among}::uuid[] is null or person_id = any ({among}))
            """, ct);
}
