using System.CommandLine;
using HybridBpo.Host.Administration;
using HybridBpo.Host.Demo;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Cli;

/// <summary><c>user add|reset|disable|list|code</c>: the first administrator, and the way back in when nobody can sign in.</summary>
internal static class UserCommand
{
    private static readonly Actor ByCommand = Actor.ForSystem("command-line");

    public static Command Make(CommandHost host)
    {
        var user = new Command("user", "Add, reset, switch off and list people who sign in");
        user.Add(Add(host));
        user.Add(Reset(host));
        user.Add(Disable(host));
        user.Add(List(host));
        user.Add(Code(host));
        return user;
    }

    private static Command Add(CommandHost host)
    {
        var name = Name();
        var shown = new Option<string?>("--display") { Description = "The name that others see" };
        var roles = new Option<string?>("--roles") { Description = $"Separated by commas: {string.Join(", ", Roles.All)}" };
        var clients = new Option<string?>("--clients") { Description = "Codes of clients, separated by commas" };
        var command = new Command("add", "Add somebody; prints a generated password once") { name, shown, roles, clients };
        command.SetAction((parsed, ct) => host.WithServicesAsync(async (services, stop) =>
        {
            var typed = parsed.GetRequiredValue(name);
            var added = await services.GetRequiredService<Accounts>().AddAsync(
                ByCommand, typed, parsed.GetValue(shown) ?? typed, Split(parsed.GetValue(roles)), Split(parsed.GetValue(clients)), stop);
            return added.Is(out var signIn, out var refusal) ? await SayAsync(host, signIn) : await host.SayAsync(refusal);
        }, ct));
        return command;
    }

    private static Command Reset(CommandHost host)
    {
        var name = Name();
        var secondFactor = new Option<bool>("--second-factor") { Description = "The second factor must be set up anew as well" };
        var command = new Command("reset", "Give a new password; ends all sessions") { name, secondFactor };
        command.SetAction((parsed, ct) => WithUserAsync(host, parsed.GetRequiredValue(name), async (services, id, stop) =>
        {
            var reset = await services.GetRequiredService<Accounts>().ResetAsync(ByCommand, id, parsed.GetValue(secondFactor), stop);
            return reset.Is(out var signIn, out var refusal) ? await SayAsync(host, signIn) : await host.SayAsync(refusal);
        }, ct));
        return command;
    }

    private static Command Disable(CommandHost host)
    {
        var name = Name();
        var command = new Command("disable", "Switch a sign-in off, in every open session; what they hold is released") { name };
        command.SetAction((parsed, ct) => WithUserAsync(host, parsed.GetRequiredValue(name), async (services, id, stop) =>
        {
            var done = await services.GetRequiredService<Accounts>().DisableAsync(ByCommand, id, stop);
            if (done.Refusal is { } refusal) return await host.SayAsync(refusal);
            await host.Out.WriteLineAsync($"{parsed.GetRequiredValue(name)} can no longer sign in.");
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command List(CommandHost host)
    {
        var command = new Command("list", "List everybody, with roles and clients");
        command.SetAction((_, ct) => host.WithServicesAsync(async (services, stop) =>
        {
            var (rows, _) = await services.GetRequiredService<UserList>().FindAsync("", 1, 10_000, stop);
            foreach (var row in rows)
            {
                var state = row.DisabledAt is null ? "" : "  (off)";
                await host.Out.WriteLineAsync(
                    $"{row.UserName,-16} {row.DisplayName,-20} {string.Join(',', row.Roles),-28} {string.Join(',', row.Clients)}{state}");
            }
            return ExitCode.Done;
        }, ct));
        return command;
    }

    // Only for people of the demo, whose secrets lie in the demo's own file; a real person's code comes from their device alone.
    private static Command Code(CommandHost host)
    {
        var name = Name();
        var command = new Command("code", "Print the second-factor code of this moment (demo only)") { name };
        command.SetAction(async (parsed, ct) =>
        {
            var typed = parsed.GetRequiredValue(name);
            if (DemoSignIns.Read(host.Configuration).FirstOrDefault(s => s.Name == typed) is not { SecondFactorKey: { } key })
            {
                await host.Error.WriteLineAsync($"There is no demo sign-in with a second factor called {typed}.");
                return ExitCode.Failed;
            }
            await host.Out.WriteLineAsync(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
            return ExitCode.Done;
        });
        return command;
    }

    private static Task<int> WithUserAsync(
        CommandHost host, string name, Func<IServiceProvider, string, CancellationToken, Task<int>> act, CancellationToken ct) =>
        host.WithServicesAsync(async (services, stop) =>
            await services.GetRequiredService<Accounts>().IdOfAsync(name, stop) is { } id
                ? await act(services, id, stop)
                : await host.SayAsync(new UnknownUser()), ct);

    private static async Task<int> SayAsync(CommandHost host, NewSignIn signIn)
    {
        await host.Out.WriteLineAsync($"{signIn.Name}  {signIn.Password}");
        await host.Error.WriteLineAsync("The password is shown only now. The person can change it under their name.");
        return ExitCode.Done;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The name that they sign in with" };

    private static string[] Split(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
