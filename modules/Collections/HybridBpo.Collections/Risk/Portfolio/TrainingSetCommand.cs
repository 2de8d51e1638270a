using System.CommandLine;
using System.Globalization;
using HybridBpo.Collections.Risk.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Risk.Portfolio;

/// <summary><c>collections training-set --client C --cutoff DATE --out F</c>: features as of a day with what came true, as CSV.</summary>
internal static class TrainingSetCommand
{
    public static Command Create(ICommandHost host)
    {
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var cutOff = new Option<string>("--cutoff") { Description = "The day as of which features are built, YYYY-MM-DD", Required = true };
        var to = new Option<FileInfo>("--out") { Description = "The CSV file to write", Required = true };
        var command = new Command("training-set", "Write features and outcomes of a portfolio as CSV") { client, cutOff, to };
        command.SetAction((parsed, ct) => host.WithServicesAsync(
            (services, token) => RunAsync(services, host, parsed.GetValue(client)!, parsed.GetValue(cutOff)!, parsed.GetValue(to)!, token), ct));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, ICommandHost host, string client, string cutOff, FileInfo to,
        CancellationToken ct)
    {
        if (!DateOnly.TryParseExact(cutOff, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return Refuse(
            $"\"{cutOff}\" is not a day of the form YYYY-MM-DD.");
        var access = Access.System("cli");
        if (await services.GetRequiredService<Clients>().GetAsync(access, client, ct) is null) return Refuse($"There is no client {client}.");
        var history = await services.GetRequiredService<Portfolios>().LoadAsync(access, client, ct);
        if (history.LastDay is not { } last) return Refuse($"{client} has no transactions yet.");
        if (!PortfolioSet.Build(history.Accounts.Select(a => a.Account), day, last).Is(out var set, out var refusal)) return Refuse(refusal.Message);
        if (!OutputFile.Locate(to.FullName).Is(out var place, out refusal)) return Refuse(refusal.Message);
        var fresh = place + ".new";
        await using (var file = new StreamWriter(fresh)) set.Write(file);
        File.Move(fresh, place, true);
        host.Out.WriteLine($"{to.Name}: {set.Rows.Count} rows, {set.Rows.Count(r => r.Outcome)} of them 30 days late within 90 days; "
            + $"{set.NotJudged} not judged (new, idle or late already), {set.Immature} immature.");
        return 0;

        int Refuse(string why)
        {
            host.Error.WriteLine(why);
            return 1;
        }
    }
}
