using HybridBpo.Inbox.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Api;

/// The part of the inbox that other programs talk to.
internal static class InboxApiModule
{
    public static void AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        var kinds = ApiKinds.From(configuration);
        services.AddSingleton(kinds).AddSingleton<OutcomeRows>().AddSingleton<ApiRequests>();
        foreach (var view in kinds.Views)
        {
            services.AddSingleton<ICaseView>(view);
            services.AddSingleton<IOutcomeHandler>(provider => new ApiOutcomes(view.Kind, provider.GetRequiredService<OutcomeRows>(),
                provider.GetRequiredService<WebhookPlanning>()));
        }

        services.AddOpenApi(ApiDescription.Name, ApiDocument.Configure);
        services.AddSingleton<OpenByApi>().AddSingleton<ReadByApi>().AddSingleton<WithdrawByApi>();
    }

    public static void MapApi(this IEndpointRouteBuilder staff)
    {
        staff.MapOpenApi($"{Problems.Api}/openapi.json").AllowAnonymous().ShowsNobody();
        var api = staff.MapGroup(Problems.Api);
        OpenByApi.Map(api);
        ReadByApi.Map(api);
        WithdrawByApi.Map(api);
    }
}
