using System.CommandLine;
using System.Text.Json;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary><c>collections import undo IMPORT --client C --reason R [--check] [--json]</c>: takes back all that a file brought.</summary>
internal static class UndoCommand
{
    private const int MostTold = 1000;

    public static Command Create(ICommandHost host)
    {
        var import = new Argument<Guid>("import") { Description = "Id of the import, as its load told it and its page's address has it" };
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var reason = new Option<string>("--reason")
        {
            Description = "Why: " + string.Join(", ", UndoWords.Reasons.Select(r => $"{r.Code} ({r.Words.ToLowerInvariant()})")),
            DefaultValueFactory = _ => "",
        };
        var check = new Option<bool>("--check") { Description = "Say what would be taken back, and change nothing" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("undo", "Take back all that a file brought, as one act") { import, client, reason, check, json };
        command.SetAction((parsed, ct) => host.WithServicesAsync(
            (services, token) => RunAsync(
                services, host, parsed.GetValue(client)!, parsed.GetValue(import), parsed.GetValue(reason)!, parsed.GetValue(check),
                parsed.GetValue(json), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, ICommandHost host, string client, Guid id, string reason, bool check, bool json, CancellationToken ct)
    {
        var (access, desk) = (Access.System("cli"), services.GetRequiredService<ImportDesk>());
        if (await desk.FindAsync(access, client, id, ct) is not { } import) return Refuse("There is no such import.");
        if (import.Kind == ImportKinds.Statement) return await StatementAsync(services, host, access, import, check, json, ct);
        if (import.Kind == ImportKinds.Calls) return await CallsAsync(services, host, access, import, check, json, ct);
        var undo = services.GetRequiredService<UndoImport>();
        if (check)
            return (await undo.PreviewAsync(access, client, id, ct)).Is(out var plan, out var no) ? Answer(plan, false) : Refuse(no.Message);
        // The id of the import is the command: said again it only goes on.
        if ((await undo.OrderAsync(access, new UndoRequest(client, id, id, reason), ct)).Refusal is { } refusal)
            return Refuse(refusal.Message + (refusal is UndoReasonMissing
                ? $" --reason is one of {string.Join(", ", UndoWords.Reasons.Select(r => r.Code))}." : ""));
        await services.GetRequiredService<UndoRun>().HandleAsync(
            new Message(id, client, UndoRun.MessageKind, JsonSerializer.Serialize(new UndoOrder(client, id)), 1), ct);
        import = (await desk.FindAsync(access, client, id, ct))!;
        var (kept, count) = (await undo.KeptAsync(access, import, MostTold, ct), (int)await undo.KeptCountAsync(access, import, ct));
        return Answer(new UndoFile(import.UndoAccounts, import.UndoBookings, import.UndoMinor, 0, 0, kept, count, 0), true);

        int Refuse(string why)
        {
            host.Error.WriteLine(why);
            return 1;
        }

        int Answer(UndoFile told, bool done)
        {
            if (json) host.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    import = id,
                    import.Kind,
                    undone = done,
                    told.Accounts,
                    told.Bookings,
                    told.SumMinor,
                    kept = told.KeptCount,
                    keptAccounts = told.Kept,
                }, JsonSerializerOptions.Web));
            else
            {
                host.Out.WriteLine($"{import.FileName}: {CountText.Of(told.Bookings, "booking")} on {CountText.Of(told.Accounts, "account")} "
                    + (done ? "taken back." : "would be taken back.")
                    + (told.KeptCount > 0 ? $" {CountText.Of(told.KeptCount, "account")} {(told.KeptCount == 1 ? "stays" : "stay")}:" : ""));
                foreach (var account in told.Kept)
                    host.Out.WriteLine($"  {account.Reference}: {string.Join("; ", account.Why.Select(UndoWords.WhyKept))}");
            }

            return 0;
        }
    }

    private static async Task<int> CallsAsync(
        IServiceProvider services, ICommandHost host, Access access, ImportRow import, bool check, bool json, CancellationToken ct)
    {
        Refusal? refusal = new CallsNeedTwo();
        if (!check || !(await services.GetRequiredService<UndoCalls>().PreviewAsync(access, import.ClientId, import.Id, ct))
                .Is(out var would, out refusal))
        {
            host.Error.WriteLine(refusal!.Message);
            return 1;
        }

        host.Out.WriteLine(json
            ? JsonSerializer.Serialize(
                new { import = import.Id, import.Kind, undone = false, would.People, would.Calls, would.ToldBefore }, JsonSerializerOptions.Web)
            : $"{import.FileName}: {CountText.Of(would.Calls, "call")} with {CountText.Of(would.People, "person", "people")} would count no longer.");
        return 0;
    }

    private static async Task<int> StatementAsync(
        IServiceProvider services, ICommandHost host, Access access, ImportRow import, bool check, bool json, CancellationToken ct)
    {
        var undo = services.GetRequiredService<UndoStatement>();
        var would = await undo.PreviewAsync(access, import.ClientId, import.Id, ct);
        if (!check && (await undo.RunAsync(access, import.ClientId, import.Id, ct)).Refusal is { } refusal)
        {
            host.Error.WriteLine(refusal.Message);
            return 1;
        }

        host.Out.WriteLine(json
            ? JsonSerializer.Serialize(
                new { import = import.Id, import.Kind, undone = !check, would.Accounts, would.Bookings }, JsonSerializerOptions.Web)
            : $"{import.FileName}: {CountText.Of(would.Bookings, "booking")} on {CountText.Of(would.Accounts, "account")} "
                + (check ? "would be taken back." : "taken back."));
        return 0;
    }
}
