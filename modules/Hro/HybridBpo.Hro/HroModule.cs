using System.CommandLine;
using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Demo;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Samples;
using HybridBpo.Hro.Screening;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro;

/// <summary>Hiring: requisitions, resumes read by rules, and decisions that only people make.</summary>
public sealed class HroModule : IModule
{
    /// <inheritdoc/>
    public string Name => "hro";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddEvents(
            typeof(RequisitionOpened), typeof(CriteriaProposed), typeof(CriteriaSettled), typeof(RequisitionFilled), typeof(CandidateApplied),
            typeof(ResumeReceived), typeof(ResumeRead), typeof(ResumeUnreadable), typeof(ScreeningCompleted), typeof(FieldCorrected),
            typeof(IdentityRevealed),
            typeof(CandidateAnswered), typeof(ScreeningAskedAgain), typeof(CandidateWithdrew), typeof(ApplicationClosed), typeof(CandidateAdvanced),
            typeof(CandidateDeclined), typeof(CandidateQuestioned), typeof(CandidateKept), typeof(SubjectErased));
        services.AddInlineProjection<RequisitionRows>();
        services.AddInlineProjection<ApplicationRows>();
        services.AddSingleton<IMessageHandler, ScreenResume>();
        services.AddSingleton<IOutcomeHandler, ApplyOutcome>();
        services.AddSingleton<ICaseView, ScreeningCaseView>();
        services.AddSingleton<RealCandidates>();
        services.AddSingleton<ICaseSample, ScreeningSample>();
        services.AddSingleton<ISearchSource, HiringSearch>();
        services.AddSingleton<ISubjectEraser, EraseCandidate>();
        HiringRetention.Add(services);
        services.AddSingleton<IFileText, ResumeText>();
        services.AddSingleton<RequisitionReads>();
        services.AddSingleton<RequisitionActs>();
        services.AddSingleton<CandidateReads>();
        services.AddSingleton<RevealedNames>();
        services.AddScoped<CandidateActs>();
        services.AddSingleton<ResumeUpload>();
        services.AddScoped<VerdictShown>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder staff)
    {
        RequisitionEndpoints.Map(staff);
        CandidateEndpoints.Map(staff);
    }

    /// <inheritdoc/>
    public IEnumerable<NavItem> Navigation =>
    [
        new("Hiring", "Requisitions", "briefcase", "/requisitions", Act.ReadHiring, 1),
        new("Hiring", "Candidates", "file-search", "/candidates", Act.ReadHiring, 2),
    ];

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandHost host) =>
    [
        new Command("hro", "Resume screening without a database")
        {
            ScreenCommand.Create(host.Out, host.Error, TimeProvider.System), ReadFilesCommand.Create(),
        },
    ];

    /// <inheritdoc/>
    public Task SeedDemoAsync(IServiceProvider services, CancellationToken ct) => HroDemo.SeedAsync(services, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DoctorCheck>> DoctorAsync(IServiceProvider services, bool hasDatabase, CancellationToken ct)
    {
        var missing = new[] { "pdfinfo", "pdftotext", "pdftohtml", "pdftoppm" }.Where(program => !Tool.OnPath(program)).ToList();
        return Task.FromResult<IReadOnlyList<DoctorCheck>>([missing.Count == 0
            ? new DoctorCheck("poppler", true, "found; reads PDF resumes")
            : new DoctorCheck(
                "poppler", false, $"missing: {string.Join(", ", missing)}; no PDF resume can be read", "apt-get install poppler-utils")]);
    }
}
