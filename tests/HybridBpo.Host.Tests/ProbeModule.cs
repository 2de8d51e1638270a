using HybridBpo.Platform;
using HybridBpo.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>A module that does nothing but answer, to probe what the host does around it.</summary>
internal sealed class ProbeModule : IModule
{
    public string Name => "probe";

    public IEnumerable<NavItem> Navigation => [new("Machines", "Probes", "chart-dots", "/probe/models", Act.ReadModels)];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<ISearchSource, ProbeSearch>()
        .AddSingleton<INavCount, BrokenCount>().AddSingleton<ISubjectEraser, ProbePeople>().AddEvents(typeof(Probed));

    public sealed record Probed(int Depth);

    public void MapEndpoints(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/probe/models", (HttpContext context) => Results.Text($"clients: {string.Join(',', context.GetAccess().Clients)}"))
            .Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/probe/{client}/object", (HttpContext context, string client) =>
            context.GetAccess().Sees(client) ? Results.Text("seen") : new NotFound("There is no such thing.").ToHttp(context))
                .Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/probe/boom", string () => throw new InvalidOperationException("secret inner words")).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/probe/broken-page", (HttpContext context) => Pages.Render<BrokenPage>(context)).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/probe/refused", (HttpContext context) => new ProbeRefused().ToHttp(context)).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/api/probe", (HttpContext context) => new ProbeRefused().ToHttp(context)).Requires(Act.ReadModels).ShowsNobody();
        staff.MapPost("/probe/act", (HttpContext context) => Pages.SeeOther(context, "/probe/models", "It is <done>."))
            .Requires(Act.ReadModels).ShowsNobody();
        staff.MapPost("/probe/upload", (IFormFile file) => Results.Text($"{file.Length}")).AllowUpload(2_000_000)
            .Requires(Act.ReadModels).ShowsNobody();
        staff.MapPost("/probe/small", (IFormFile file) => Results.Text($"{file.Length}")).Requires(Act.ReadModels).ShowsNobody();
    }

    public void MapPublicEndpoints(IEndpointRouteBuilder open)
    {
        open.MapGet("/probe-open/{token}", (string token) => Results.Text("public " + token));
        open.MapPost("/probe-open/{token}", (string token) => Results.Text("done")).DisableAntiforgery();
    }

    // Breaks while it is rendered, after it has waited for something, inside the shell.
    public sealed class BrokenPage : ComponentBase
    {
        private bool loaded;

        protected override async Task OnInitializedAsync()
        {
            await Task.Delay(20);
            loaded = true;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<Shell>(0);
            builder.AddAttribute(1, nameof(Shell.Title), "Broken");
            builder.AddAttribute(2, nameof(Shell.ChildContent),
                (RenderFragment)(_ => throw new InvalidOperationException($"secret inner words {loaded}")));
            builder.CloseComponent();
        }
    }

    private sealed class BrokenCount : INavCount
    {
        public string Href => "/probe/models";

        public Task<int> CountAsync(Access access, CancellationToken ct) => throw new InvalidOperationException("No number today.");
    }

    private sealed record ProbeRefused() : Conflict("Somebody else was faster.");

    private sealed class ProbeSearch : ISearchSource
    {
        public Task<IReadOnlyList<SearchHit>> SearchAsync(Access access, string text, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<SearchHit>>(text == "rowan"
                ? [new SearchHit("Account", "Rowan <Ellery>", string.Join(',', access.Clients), "/accounts/fernbrook/1")]
                : []);
    }
}
