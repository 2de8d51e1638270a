using System.Data.Common;
using HybridBpo.Host.Administration;
using HybridBpo.Host.ApiKeys;
using HybridBpo.Host.Erasure;
using HybridBpo.Host.EventLog;
using HybridBpo.Host.Looking;
using HybridBpo.Host.Mail;
using HybridBpo.Host.Retention;
using HybridBpo.Host.Scheduling;
using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace HybridBpo.Host.Web;

/// <summary>Everything that the host and its modules are made of.</summary>
internal static class HostServices
{
    public static void Add(
        IServiceCollection services, IConfiguration configuration, string connectionString, bool demo, IReadOnlyList<IModule> modules)
    {
        services.AddPlatform(configuration, connectionString);
        services.AddPlatformWorkers(configuration);
        services.AddSingleton<DbDataSource>(s => s.GetRequiredService<NpgsqlDataSource>()); // Quartz asks for it by this name
        services.AddPages();
        StaticFiles.Add(services);
        services.AddHttpContextAccessor();
        AddSignIn(services);
        services.AddSingleton(new DemoNotice(demo));
        services.AddSingleton<StartState>().AddSingleton<LogWork>();
        services.Configure<FormOptions>(o => o.MultipartBodyLengthLimit = Limits.Body);
        RateLimits.Add(services, configuration);
        Health.Add(services);
        Telemetry.Add(services, configuration);
        NavItem[] lines =
        [
            .. AdminEndpoints.Navigation, .. ApiKeyEndpoints.Navigation, .. MailEndpoints.Navigation, .. ErasureEndpoints.Navigation,
            .. RetentionEndpoints.Navigation, .. LooksEndpoints.Navigation, .. EventLogEndpoints.Navigation,
            .. modules.SelectMany(m => m.Navigation),
        ];
        foreach (var line in lines) services.AddSingleton(line);
        foreach (var module in modules) module.AddServices(services, configuration);
        ScanSchedule.Add(services, configuration, modules);
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.AddSingleton<WrongTries>().AddSingleton<Sessions>();
        services.AddScoped<UserStore>().AddScoped<IUserStore<User>>(s => s.GetRequiredService<UserStore>());
        services.AddScoped<Accounts>().AddSingleton<UserList>().AddSingleton<Demo.Marks>();
        services.AddSingleton<ApiKeys.ApiKeys>().AddSingleton<KeyDoor>();
        services.AddSingleton<ClientNames>().AddSingleton<IPeople, People>().AddSingleton<Lookers>();
        services.AddIdentityCore<User>(o =>
        {
            o.Password.RequiredLength = Passwords.MinLength;
            o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
        }).AddErrorDescriber<PasswordWords>().AddPasswordValidator<StrongPasswords>()
            .AddSignInManager<SignInFlow>().AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(SessionCookie.Configure);
            cookies.TwoFactorUserIdCookie!.Configure(o => SessionCookie.Harden(o, "hb-second-factor"));
        });
        services.AddAuthorization();
    }
}

/// <summary>Sizes of requests.</summary>
internal static class Limits
{
    /// <summary>What an endpoint takes that does not ask for more.</summary>
    public const long Body = 1 << 20;
}
