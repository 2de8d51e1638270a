using HybridBpo.Inbox.Api;
using HybridBpo.Inbox.Attaching;
using HybridBpo.Inbox.Bulk;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Erasing;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Oversight;
using HybridBpo.Inbox.Practising;
using HybridBpo.Inbox.Replay;
using HybridBpo.Inbox.Reviewing;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Saving;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Stopping;
using HybridBpo.Inbox.Supervision;
using HybridBpo.Inbox.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridBpo.Inbox;

/// <summary>The shared inbox in which people decide what machines prepared.</summary>
public sealed class InboxModule : IModule
{
    /// <inheritdoc/>
    public string Name => "inbox";

    /// <inheritdoc/>
    public IEnumerable<NavItem> Navigation =>
    [
        new("", "Inbox", "inbox", Paths.Inbox, Act.ReadInbox),
        new("Oversight", "Supervision", "layout-dashboard", Paths.Supervision, Act.ReadSupervision),
        WebhookEndpoints.Navigation,
        new("Oversight", "Team", "users-group", Paths.Team, Act.ReadSupervision),
        new("Oversight", "Working time", "calendar-time", Paths.Calendars, Act.ReadCalendars),
        new("Oversight", "Escalation policy", "route-alt-left", Paths.Escalation, Act.ReadSupervision),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddEvents([.. new CaseProjection().Events, typeof(EvidenceOpened), typeof(CaseNoteAdded), typeof(AttachmentAdded),
            typeof(AttachmentOpened), typeof(AttachmentRemoved), typeof(AttachmentRestored)]);
        var modes = ModePolicy.From(configuration);
        services.AddSingleton(InboxSettings.From(configuration)).AddSingleton(all => modes with
        {
            HiringKinds = all.GetServices<ICaseView>().Where(view => view.DecideAct == Act.DecideHiring).Select(view => view.Kind).ToHashSet(),
        });
        services.AddInlineProjection<CaseProjection>();
        services.AddEvents([.. new ModelStopRows().Events]);
        services.AddInlineProjection<ModelStopRows>();
        services.AddSingleton<ModelStops>().AddSingleton<ModelStopScreens>();
        services.AddSingleton<IMessageHandler, OpenCaseHandler>();
        services.AddSingleton<IMessageHandler, WithdrawCaseHandler>();
        services.AddSingleton<IMessageHandler, SendDecisionHandler>();
        services.AddSingleton<IMessageHandler, DropAttachment>();
        services.AddSingleton<OpenManyCases>();
        services.AddSingleton<RoutingPolicies>().AddSingleton<StaffBook>().AddSingleton<HandOverAll>().AddSingleton<TeamScreens>();
        services.AddSingleton<CalendarVersions>().AddSingleton<CalendarScreens>();
        services.AddSingleton<CaseKinds>().AddSingleton<CaseRows>().AddSingleton<CaseDesk>().AddSingleton<CaseLeases>().AddSingleton<Taking>();
        services.AddSingleton<Drafts>().AddSingleton<Proposals>().AddSingleton<AnswerChecks>();
        services.AddSingleton<ISubjectEraser, CaseEraser>();
        services.AddSingleton<Events.ICopyRedactor, CaseCopies>().AddSingleton<IOpenMatters, OpenCases>().AddSingleton(InboxRetention.Advice);
        services.AddSingleton<LostRights>().AddSingleton<IUserObserver>(provider => provider.GetRequiredService<LostRights>());
        services.AddSingleton<VerdictGate>().AddSingleton<IVerdictGate>(provider => provider.GetRequiredService<VerdictGate>())
            .AddSingleton<ICaseIndex, CaseIndex>();
        services.TryAddSingleton(SeedSettings.From(configuration));
        services.TryAddSingleton<SeedLot>();
        services.AddSingleton<Seeds>().AddSingleton<KnownSamples>().AddSingleton<SeedTimers>().AddSingleton<SeedReserve>();
        services.AddEvents([.. new ReviewRows().Events]);
        services.AddInlineProjection<ReviewRows>();
        services.TryAddSingleton(ReviewSettings.From(configuration));
        services.AddSingleton<ReviewDraw>().AddSingleton<Reviews>().AddSingleton<Practice>().AddSingleton<ReviewScreens>();
        services.AddSingleton<Disguises>().AddSingleton<ReadSamples>().AddSingleton<SampleEnds>();
        services.AddSingleton<SampleBook>().AddSingleton<SampleScreens>();
        services.AddAsyncProjection<CaseNews>();
        services.AddAsyncProjection<OversightRows>();
        services.AddSingleton<OversightReport>().AddSingleton<OversightWords>().AddSingleton<OversightCsv>()
            .AddSingleton<Reliance>().AddSingleton<RelianceWords>();
        services.AddSingleton<CaseFeed>().AddSingleton<INotified>(provider => provider.GetRequiredService<CaseFeed>());
        services.AddSingleton<ISearchSource, CaseSearch>().AddSingleton<INavCount, CaseCount>();
        services.AddSingleton<EscalationPolicies>().AddSingleton<EscalationTimers>().AddSingleton<EscalationScreens>();
        services.AddSingleton<Backlog>().AddSingleton<Stranded>().AddSingleton<InboxWatch>().AddSingleton<SendingScreens>()
            .AddSingleton<StuckScreens>().AddSingleton<SupervisionScreens>();
        services.AddApi(configuration);
        services.AddWebhooks(configuration);
        services.AddSingleton<SavedViews>().AddSingleton<BulkCases>().AddSingleton<BulkScreens>();
        services.AddSingleton<CaseScreens>().AddSingleton<ReplayScreens>().AddSingleton<QueueScreens>().AddSingleton<InboxPages>();
        services.AddSingleton<ShowCase>(provider => provider.GetRequiredService<InboxPages>().CaseAsync);
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder staff)
    {
        InboxRoutes.Map(staff);
        ReplayRoutes.Map(staff);
        TakeCase.Map(staff);
        KeepCase.Map(staff);
        ReleaseCase.Map(staff);
        HandOver.Map(staff);
        DelegateCase.Map(staff);
        AcceptDelegation.Map(staff);
        ReturnDelegation.Map(staff);
        SnoozeCase.Map(staff);
        AddNote.Map(staff);
        AttachFile.Map(staff);
        RemoveAttachment.Map(staff);
        DownloadAttachment.Map(staff);
        RecordJudgement.Map(staff);
        RevealProposal.Map(staff);
        DecideCase.Map(staff);
        ConfirmDecision.Map(staff);
        RefuseDecision.Map(staff);
        UndoDecision.Map(staff);
        SwitchSending.Map(staff);
        StuckActs.Map(staff);
        ResolveTogether.Map(staff);
        ModelStopRoutes.Map(staff);
        LiveQueue.Map(staff);
        SavedViewRoutes.Map(staff);
        ExportQueue.Map(staff);
        MyAway.Map(staff);
        BulkRoutes.Map(staff);
        TeamRoutes.Map(staff);
        CalendarRoutes.Map(staff);
        EscalationRoutes.Map(staff);
        AcknowledgeEscalation.Map(staff);
        WithheldRoutes.Map(staff);
        OversightPages.Map(staff);
        SampleRoutes.Map(staff);
        ReviewRoutes.Map(staff);
        PracticeRoutes.Map(staff);
        InboxApi.Map(staff);
        staff.MapApi();
        staff.MapWebhooks();
    }

    /// <inheritdoc/>
    public void Schedule(IScanSchedule schedule)
    {
        schedule.Every<InboxWatch>("inbox.watch", "0 * * * * ?");
        schedule.Every<SeedReserve>("inbox.seeds", "0 3/10 * * * ?");
        schedule.Every<ApiRequests>("inbox.api-requests", "0 17 * * * ?");
    }
}
