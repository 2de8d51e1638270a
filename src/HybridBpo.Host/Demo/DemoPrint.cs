using System.Text;
using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Identity;

namespace HybridBpo.Host.Demo;

/// <summary>Prints the demo's sign-ins. What somebody changed since they were made is not printed: it would not let anybody in.</summary>
internal static class DemoPrint
{
    public static async Task WriteAsync(IServiceProvider services, TextWriter output, IReadOnlyList<DemoSignIn> signIns, CancellationToken ct)
    {
        var users = services.GetRequiredService<UserManager<User>>();
        // Written in one piece, so that no line of the log stands between two sign-ins.
        var page = new StringBuilder().AppendLine()
            .Append("Everything in this demo is invented: people, accounts and their history, ")
            .AppendLine("and the decision of jonas that let the risk models go live.")
            .AppendLine("Sign-ins:");
        foreach (var signIn in signIns)
        {
            ct.ThrowIfCancellationRequested();
            var role = RoleNames.Of(DemoPeople.All.Single(p => p.Name == signIn.Name).Role);
            page.AppendLine($"  {role,-15} {signIn.Name,-8} {await SecretsAsync(users, signIn)}");
        }

        await output.WriteLineAsync(page, ct);
    }

    private static async Task<string> SecretsAsync(UserManager<User> users, DemoSignIn signIn)
    {
        if (await users.FindByNameAsync(signIn.Name) is not { DisabledAt: null } user) return "(switched off)";
        var password = await users.CheckPasswordAsync(user, signIn.Password)
            ? signIn.Password
            : $"(password changed since; for a new one: ./run.sh user reset {signIn.Name})";
        if (signIn.SecondFactorKey is not { } key) return password;
        return user.TwoFactorEnabled && await users.GetAuthenticatorKeyAsync(user) == key
            ? $"{password}  code: ./run.sh user code {signIn.Name}   {Totp.Uri(signIn.Name, key)}"
            : $"{password}  (second factor changed since)";
    }
}
