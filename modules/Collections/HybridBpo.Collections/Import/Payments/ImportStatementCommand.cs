using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Import.Payments;

/// <summary><c>collections import statement F --client C [--check] [--json]</c>: books what the bank tells; <c>--check</c> only says what it would
/// do.</summary>
internal static class ImportStatementCommand
{
    public static Command Create(ICommandHost host)
    {
        var file = new Argument<FileInfo>("file") { Description = "Bank statement: camt.053/054, MT940/942 or BAI2; also .gz and .zip" };
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var check = new Option<bool>("--check") { Description = "Say what would be booked, and book nothing" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command(ImportKinds.Statement, "Book the payments of a bank statement; those that nobody can assign become cases")
        {
            file, client, check, json,
        };
        command.SetAction((parsed, ct) => host.WithServicesAsync(
            (services, token) => RunAsync(
                services, host, parsed.GetValue(file)!, parsed.GetValue(client)!, parsed.GetValue(check), parsed.GetValue(json), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, ICommandHost host, FileInfo file, string client, bool check, bool json, CancellationToken ct)
    {
        if (!file.Exists) return Refuse($"{file.FullName} is not there.");
        if (file.Length > ImportLimits.Bytes) return Refuse(new FileTooLarge(file.Name, file.Length).Message);
        var (access, desk, imports) = (Access.System("cli"), services.GetRequiredService<StatementDesk>(), services.GetRequiredService<ImportDesk>());
        var upload = await imports.UploadAsync(
            access, client, ImportKinds.Statement, file.Name, await File.ReadAllBytesAsync(file.FullName, ct), null, ct);
        var import = upload.Refusal is FileSentBefore again ? again.Import : upload.Refusal is null ? upload.Value : null;
        if (import is null) return Refuse(upload.Refusal!.Message);
        var repeated = import.State == "loaded";
        if (check && !repeated)
        {
            if (!(await desk.PreviewAsync(access, client, import.Id, ct)).Is(out var preview, out var why)) return Refuse(why.Message);
            foreach (var problem in preview.File.Problems) host.Error.WriteLine($"{file.Name}, {problem.Where}: {problem.What}");
            return Answer(
                import, preview.Sums, false, $"{file.Name}: {CountText.Of(preview.Entries, "entry", "entries")}, nothing is booked yet."
                    + (preview.Looked < preview.Entries ? $" Of the first {preview.Looked:N0}:" : ""));
        }

        if (!repeated)
        {
            if ((await desk.LoadAsync(access, client, import.Id, ct)).Refusal is { } refusal) return Refuse(refusal.Message);
            await services.GetRequiredService<LoadImport>().HandleAsync(
                new Message(import.Id, client, LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder(client, import.Id)), 1), ct);
            import = (await imports.FindAsync(access, client, import.Id, ct))!;
            if (import.State == "failed") return Refuse(import.Problem!);
        }

        return Answer(import, await desk.SumsAsync(access, client, import.Id, ct), repeated, repeated
            ? $"{import.FileName} was loaded before: nothing was booked twice."
            : $"{import.FileName}: {CountText.Of(import.RowCount, "entry", "entries")}: {import.Outcome}.");

        int Refuse(string why)
        {
            host.Error.WriteLine(why);
            return 1;
        }

        int Answer(ImportRow row, IReadOnlyList<EntrySum> sums, bool repeated, string words)
        {
            if (json) host.Out.WriteLine(JsonSerializer.Serialize(
                new { import = row.Id, row.Kind, row.Sha256, row.State, entries = row.RowCount, repeated, sums }, JsonSerializerOptions.Web));
            else
            {
                host.Out.WriteLine(words);
                foreach (var sum in sums) host.Out.WriteLine("  " + SumWords.Of(sum));
            }

            return 0;
        }
    }
}
