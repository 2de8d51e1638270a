using System.CommandLine;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Api;
using HybridBpo.Collections.Demo;
using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Collections.Import.Statements;
using HybridBpo.Collections.Import.Twice;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Collections.Import.Watched;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.HouseRules;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.OwnPage;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Protection.Suppressing;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Risk;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Collections.Risk.Portfolio;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections;

/// <summary>Collections: portfolios, risk, reminders inside the law, plans and disputes.</summary>
public sealed class CollectionsModule : IModule
{
    internal static readonly IReadOnlyList<Type> EventTypes =
    [
        typeof(AccountPlaced), typeof(AccountRecalled), typeof(RiskBandChanged), typeof(AccountFlagged), typeof(FlagWithdrawn), typeof(PlanOffered),
            typeof(RemindersContinued), typeof(HoldPlaced),
        typeof(HoldReleased), typeof(DisputeOpened), typeof(DisputeResolved), typeof(PromiseMade), typeof(HardshipDisclosed),
            typeof(PersonRegistered), typeof(NudgeScheduled),
        typeof(NudgeBlocked), typeof(ContactAttempted), typeof(ContactNotMade), typeof(NudgeSent), typeof(NudgeFailed),
            typeof(NudgeCancelled), typeof(OptedOut), typeof(ProtectionLifted), typeof(CeaseReceived),
        typeof(AttorneyNoted), typeof(BankruptcyNoted), typeof(DeathNoted), typeof(ConversationHeld),
            typeof(ContactDetailsShown), typeof(OwnPageOpened),
            typeof(PlanAccepted), typeof(PlanRefused), typeof(RuleSwitchAsked), typeof(RuleSwitched),
            typeof(RuleSwitchDeclined), typeof(ModelTrained), typeof(GoLiveAsked),
            typeof(ModelPromoted),
        typeof(StrategyAsked), typeof(StrategyChanged), typeof(StrategyRefused), typeof(HoldoutAssigned),
        typeof(DebtorErased), typeof(HolderErased), typeof(GoLiveRefused), typeof(ModelRetired), typeof(FactAttested),
        typeof(PlacementDisagreed), typeof(PlacementReconciled), typeof(PlacementUndone), typeof(BookingsUndone),
        typeof(ImportUndone), typeof(CallToldAgain), typeof(CallsTakenBack),
        typeof(AgeingCompared), typeof(AgeingReconciled), typeof(FileExpected), typeof(FileExpectationEnded), typeof(ExpectedFileMissed),
        typeof(ExpectedFileOdd), typeof(ExpectedFileCame), typeof(ExpectedFileAnswered),
    ];

    /// <inheritdoc/>
    public string Name => "collections";

    /// <inheritdoc/>
    public IEnumerable<NavItem> Navigation =>
    [
        new("Collections", "Accounts", "address-book", "/accounts", Act.ReadAccounts, 1),
        new("Collections", "Nudges", "bell-ringing", "/nudges", Act.ReadNudges, 2),
        new("Collections", "Strategies", "list-numbers", StrategyPages.Path, Act.ChangeStrategies, 3),
        new("Collections", "Imports", "file-import", "/imports", Act.ImportPortfolio, 4),
        new("Collections", "Expected files", "calendar-due", ExpectedPages.Path, Act.Attest, 5),
        new("Collections", "Facts", "rubber-stamp", "/facts", Act.Attest, 5),
        new("Collections", "House rules", "adjustments", "/rules", Act.Attest, 6),
        new("Collections", "Suppression list", "phone-off", SuppressionPages.Path, Act.Attest, 7),
        new("Machines", "Risk models", "chart-dots", "/models", Act.ReadModels, 1),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        CollectionsRetention.Add(services);
        services.AddEvents(EventTypes);
        services.AddInlineProjection<AccountProjection>();
        services.AddInlineProjection<PersonProjection>();
        services.AddInlineProjection<RuleSwitchProjection>();
        foreach (var type in new[]
        {
            typeof(AccountBook), typeof(AccountDesk), typeof(AccountList), typeof(ScoreGate), typeof(PlacementWriter),
            typeof(ImportDesk), typeof(RowLoader), typeof(TransactionLoader), typeof(CallLoader),
            typeof(UndoCalls), typeof(QuarantineWriter), typeof(QuarantinedRows),
            typeof(CompareAgeing), typeof(AgeingReport), typeof(FileTotals), typeof(ExpectedFiles),
            typeof(ClientFiles), typeof(ErasedLines), typeof(Reconciliations),
            typeof(FolderRows), typeof(LoadFolderFile), typeof(TwinBooks), typeof(ToldTwice),
            typeof(JudgeAccounts), typeof(RecallAccounts), typeof(TakeBackBookings), typeof(UndoImport),
            typeof(PlaceAgain),
            typeof(PaymentBooks), typeof(EntryMatcher), typeof(StatementDesk), typeof(StatementLoader), typeof(UndoStatement),
            typeof(Attestations), typeof(ContactFiles), typeof(NudgeBook), typeof(NudgeMaker), typeof(PlanMessages), typeof(MissingFacts),
            typeof(StrategyVersions), typeof(AskStrategy), typeof(Simulate), typeof(KeepAside),
            typeof(PageLinks), typeof(PageTries), typeof(OwnPageReads), typeof(OwnPageActs), typeof(PayPages),
            typeof(Promises), typeof(PlanAnswers), typeof(OptOuts), typeof(Protections), typeof(HardshipCases), typeof(RuleSwitches), typeof(Calls),
            typeof(ContactChecks),
            typeof(Letterhead),
            typeof(Portfolios), typeof(ModelRegistry), typeof(GoLive), typeof(TrainingRuns), typeof(TrainingFile), typeof(KeepModel),
            typeof(SeedDemo), typeof(Suppression), typeof(SuppressionList), typeof(DebtorFiles), typeof(DebtorRows), typeof(DebtorQuarantine),
            typeof(DebtorEntries), typeof(HeldInFiles), typeof(SilentReferences),
        })
            services.AddSingleton(type);
        services.AddSingleton(WatchedSettings.From(configuration));
        services.AddTransient<PlanNudges>();
        services.AddTransient<WatchFolder>();
        services.AddTransient<WatchExpected>();
        services.AddSingleton<IDeliverySource, SendNudges>();
        AddBoth<IDeliverySource, SendPageLink>(services);
        AddBoth<IMessageHandler, LoadImport>(services);
        AddBoth<IMessageHandler, UndoRun>(services);
        AddBoth<IMessageHandler, TrainModel>(services);
        AddBoth<IMessageHandler, ScorePortfolio>(services);
        AddBoth<IMessageHandler, FlagAgain>(services);
        AddBoth<IMessageHandler, PlanLetters>(services);
        AddBoth<IOutcomeHandler, FlaggedOutcome>(services);
        AddBoth<IOutcomeHandler, GoLiveOutcome>(services);
        AddBoth<IOutcomeHandler, StrategyOutcome>(services);
        AddBoth<IOutcomeHandler, AttestationOutcome>(services);
        AddBoth<IOutcomeHandler, DisputeOutcome>(services);
        AddBoth<IOutcomeHandler, ReconciliationOutcome>(services);
        AddBoth<IOutcomeHandler, UnmatchedOutcome>(services);
        AddBoth<IOutcomeHandler, AgeingOutcome>(services);
        AddBoth<IOutcomeHandler, ExpectedFileOutcome>(services);
        services.AddSingleton<ISearchSource, AccountSearch>();
        services.AddSingleton<ISubjectEraser, EraseDebtor>();
        AddBoth<ICaseSample, FlaggedSample>(services);
        foreach (var view in CaseKinds.All) services.AddSingleton(view);
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder staff)
    {
        AccountPages.Map(staff);
        ProofPages.Map(staff);
        ProtectionPages.Map(staff);
        ReachPages.Map(staff);
        PlanPages.Map(staff);
        ImportPages.Map(staff);
        NudgePages.Map(staff);
        StrategyPages.Map(staff);
        FactPages.Map(staff);
        ExpectedPages.Map(staff);
        RulePages.Map(staff);
        SuppressionPages.Map(staff);
        ModelPages.Map(staff);
        CheckByApi.Map(staff);
    }

    /// <inheritdoc/>
    public void MapPublicEndpoints(IEndpointRouteBuilder open)
    {
        OptOutPages.Map(open);
        OwnPages.Map(open);
    }

    /// <inheritdoc/>
    public void Schedule(IScanSchedule schedule)
    {
        schedule.Every<PlanNudges>("collections.plan-nudges", "0 */5 * * * ?");
        schedule.Every<WatchFolder>(WatchFolder.Scan, "20 * * * * ?");
        schedule.Every<WatchExpected>(WatchExpected.Scan, "40 * * * * ?");
        schedule.Every<ScorePortfolio>("collections.score-portfolio", "0 30 5 * * ?");
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandHost host) =>
    [
        ModelCommands.Create(host.Out, host.Error, TimeProvider.System, !Console.IsErrorRedirected),
        new Command("collections", "Portfolios, contact rules and training sets")
        {
            ImportCommand.Create(host), ReadStatementCommand.Create(host), TrainingSetCommand.Create(host),
            CheckContactCommand.Create(host),
        },
    ];

    /// <inheritdoc/>
    public Task SeedDemoAsync(IServiceProvider services, CancellationToken ct) => services.GetRequiredService<SeedDemo>().RunAsync(1, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DoctorCheck>> DoctorAsync(IServiceProvider services, bool hasDatabase, CancellationToken ct) =>
        [
            .. new[] { WatchedDoctor.Look(services.GetRequiredService<WatchedSettings>()), services.GetRequiredService<PayPages>().Look() }
                .OfType<DoctorCheck>(),
            .. hasDatabase
                ? await LiveModels.LookAsync(services.GetRequiredService<ModelRegistry>(), services.GetRequiredService<Clients>(), ct) : [],
            .. hasDatabase
                ? await ExpectedDoctor.LookAsync(services.GetRequiredService<ExpectedFiles>(), services.GetRequiredService<Clients>(), ct) : [],
        ];

    private static void AddBoth<TService, T>(IServiceCollection services)
        where TService : class
        where T : class, TService
    {
        services.AddSingleton<T>();
        services.AddSingleton<TService>(provider => provider.GetRequiredService<T>());
    }
}
