using System.CommandLine;
using System.Text.Json;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Collections.Reach;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Import;

/// <summary><c>collections import placement|transactions|statement F --client C</c>: into the database; bad rows are quarantined.</summary>
internal static class ImportCommand
{
    private const int MostTold = 1000;

    public static Command Create(ICommandHost host)
    {
        var command = new Command("import", "Load a file of a client; bad rows stand in quarantine");
        foreach (var kind in ImportKinds.Tables) command.Subcommands.Add(Of(kind, host));
        command.Subcommands.Add(ImportStatementCommand.Create(host));
        command.Subcommands.Add(UndoCommand.Create(host));
        return command;
    }

    private static Command Of(string kind, ICommandHost host)
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV, also .gz" };
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var map = new Option<string[]>("--map")
        {
            Description = "COLUMN=FIELD, once per column that the proposal misses",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => []
        };
        var amounts = new Option<string?>("--amount-format")
        { Description = "How amounts are written: " + string.Join(", ", Formats.Amounts.Select(a => $"{a.Code} ({a.Label})")) };
        amounts.AcceptOnlyFromAmong([.. Formats.Amounts.Select(a => a.Code)]);
        var dates = new Option<string?>("--date-format")
        { Description = "How days are written: " + string.Join(", ", Formats.Dates.Select(d => d.Code)) };
        dates.AcceptOnlyFromAmong([.. Formats.Dates.Select(d => d.Code)]);
        var encoding = new Option<string?>("--encoding") { Description = "Encoding of the file: utf-8 (usual) or windows-1252" };
        encoding.AcceptOnlyFromAmong("utf-8", "windows-1252");
        var basis = new Option<string?>("--basis") { Description = "From which day the list counts age: due (date) or invoice (date)" };
        basis.AcceptOnlyFromAmong([.. AgeingBases.All.Select(b => b.Code)]);
        var asOf = new Option<DateOnly?>("--as-of") { Description = "The day of which the list tells, as YYYY-MM-DD" };
        var rows = new Option<int?>("--rows") { Description = "Control total: rows that the file should have" };
        var sum = new Option<string?>("--sum") { Description = "Control total: sum of its amounts, such as 1234.50" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var zone = new Option<string?>("--zone") { Description = "By whose clock times without an offset go, such as America/New_York" };
        var outcomes = new Option<string[]>("--outcome")
        {
            Description = "CODE=OUTCOME, what a code of the dialer means: " + string.Join(", ", CallOutcomes.FromFiles.Select(o => o.Code)),
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => []
        };
        var command = new Command(kind, $"Load a {kind} file") { file, client, map, dates, encoding, rows, json };
        if (kind == ImportKinds.Calls)
        {
            command.Options.Add(zone);
            command.Options.Add(outcomes);
        }
        else
        {
            command.Options.Add(amounts);
            command.Options.Add(sum);
        }

        if (kind == ImportKinds.Ageing)
        {
            command.Options.Add(basis);
            command.Options.Add(asOf);
        }

        command.SetAction((parsed, ct) => host.WithServicesAsync(
            (services, token) => RunAsync(
                services, host, kind, parsed.GetValue(file)!, parsed.GetValue(client)!, parsed.GetValue(map)!,
                kind == ImportKinds.Calls ? null : parsed.GetValue(amounts), parsed.GetValue(dates), parsed.GetValue(encoding),
                new ToldTotals(parsed.GetValue(rows), kind == ImportKinds.Calls ? null : parsed.GetValue(sum)),
                kind == ImportKinds.Calls ? new Dialer(parsed.GetValue(zone), parsed.GetValue(outcomes)!) : null,
                kind == ImportKinds.Ageing ? new Age(parsed.GetValue(basis), parsed.GetValue(asOf)) : null,
                parsed.GetValue(json), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, ICommandHost host, string kind, FileInfo file, string client, string[] map, string? amounts, string? dates,
            string? encoding, ToldTotals totals, Dialer? dialer, Age? age, bool json,
        CancellationToken ct)
    {
        if (!file.Exists) return Refuse($"{file.FullName} is not there.");
        if (file.Length > ImportLimits.Bytes) return Refuse(new FileTooLarge(file.Name, file.Length).Message);
        if (map.FirstOrDefault(m => !m.Contains('=')) is { } odd) return Refuse($"\"{odd}\" is not of the form COLUMN=FIELD.");
        if (dialer?.Outcomes.FirstOrDefault(o => !o.Contains('=')) is { } code) return Refuse($"\"{code}\" is not of the form CODE=OUTCOME.");
        var (access, desk) = (Access.System("cli"), services.GetRequiredService<ImportDesk>());
        var upload = await desk.UploadAsync(access, client, kind, file.Name, await File.ReadAllBytesAsync(file.FullName, ct), encoding, ct,
            totals: totals);
        if (upload.Refusal is FileSentBefore { Import.State: "loaded" } before) return Answer(before.Import, true);
        var import = upload.Refusal is FileSentBefore again ? again.Import : upload.Refusal is null ? upload.Value : null;
        if (import is null) return Refuse(upload.Refusal!.Message);
        if (!(await desk.PreviewAsync(access, client, import.Id, null, ct)).Is(out var preview, out var refusal)) return Refuse(refusal.Message);
        var columns = preview.Proposal.Mapping.Columns.ToDictionary();
        // What somebody says wins over what was proposed for the same field.
        var said = map.Select(m => m.Split('=', 2)).ToList();
        foreach (var old in columns.Where(c => said.Any(s => s[1] == c.Value)).Select(c => c.Key).ToList()) columns.Remove(old);
        foreach (var pair in said) columns[pair[0]] = pair[1];
        var mapping = new Mapping(columns, amounts ?? preview.Proposal.Mapping.AmountFormat, dates ?? preview.Proposal.Mapping.DateFormat);
        if (dialer is not null) mapping = dialer.Say(mapping, preview);
        if (age is not null) mapping = mapping with { Basis = age.Basis ?? preview.Proposal.Mapping.Basis, AsOf = age.AsOf };
        var order = await desk.LoadAsync(access, client, import.Id, mapping, ct);
        if (order.Refusal is { } why)
            return Refuse($"{file.Name}: {why.Message}{Hint(why.Message, preview.Proposal, mapping, kind)}{AgeHint(preview, mapping)}");
        // Load here and now, as the relay of a running host would; whoever comes second finds nothing left to do.
        await services.GetRequiredService<LoadImport>().HandleAsync(
            new Message(import.Id, client, LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder(client, import.Id)), 1), ct);
        var loaded = (await desk.FindAsync(access, client, import.Id, ct))!;
        if (loaded.State == "failed") return Refuse(loaded.Problem!);
        var told = await services.GetRequiredService<QuarantinedRows>().ListAsync(access, client, import.Id, 0, MostTold, ct);
        foreach (var bad in told)
            foreach (var error in bad.ErrorList) host.Error.WriteLine(
                $"{file.Name}, line {bad.Line}{(error.Column.Length > 0 ? $", column {error.Column}" : "")}: {error.Reason}");
        if (loaded.Quarantined > MostTold) host.Error.WriteLine(
            $"… and {CountText.Of(loaded.Quarantined - MostTold, "row")} more in quarantine: "
                + $"/imports/{client}/{loaded.Id} has them all as a download.");
        return Answer(loaded, false);

        int Refuse(string why)
        {
            host.Error.WriteLine(why);
            return 1;
        }

        int Answer(ImportRow row, bool repeated)
        {
            var answer = new
            {
                import = row.Id,
                row.Kind,
                row.Sha256,
                rows = row.RowCount,
                row.Added,
                row.Unchanged,
                row.Quarantined,
                repeatedRows = row.Repeated,
                repeated,
            };
            host.Out.WriteLine(json ? JsonSerializer.Serialize(answer, JsonSerializerOptions.Web)
                : repeated ? $"{row.FileName} was loaded before: nothing was loaded twice."
                : $"{row.FileName}: {CountText.Of(row.RowCount, "row")}: {row.Outcome}.");
            return 0;
        }
    }

    private sealed record Age(string? Basis, DateOnly? AsOf);

    private sealed record Dialer(string? Zone, string[] Outcomes)
    {
        public Mapping Say(Mapping mapping, ImportPreview preview)
        {
            // Columns that were said here may bring codes that the first look did not see.
            var meant = new Dictionary<string, string>(DialerCodes.Propose(preview.Table, mapping, preview.Proposal.Mapping.Outcomes));
            foreach (var pair in Outcomes.Select(o => o.Split('=', 2))) meant[DialerCodes.Plain(pair[0])] = pair[1].Trim();
            return mapping with { Zone = Zone ?? preview.Proposal.Mapping.Zone, Outcomes = meant };
        }
    }

    private static string AgeHint(ImportPreview preview, Mapping mapping) => preview.Ageing is not { } look || mapping.Basis is not null ? ""
        : " " + string.Join(" ", AgeingBases.All.Select(b =>
            $"Of {CountText.Of(look.Rows, "row")} {look.ByBasis[b.Code].Agree:N0} fit {b.Label} (--basis {b.Code})."));

    private static string Hint(string why, MappingProposal proposal, Mapping mapping, string kind) =>
        mapping.Columns.Count == 0 ? " No column name of line 1 is known: is the header line missing?"
        : Fields.Of(kind).Where(f => f.Required && !mapping.Columns.Values.Contains(f.Code)).Select(f => f.Code).ToList() is { Count: > 0 } open
            ? $" Use --map COLUMN={string.Join(" --map COLUMN=", open)}."
        : why.Contains("in which time zone", StringComparison.Ordinal) ? " Use --zone ZONE."
        : kind != ImportKinds.Calls && mapping.AmountFormat is null && proposal.AmountFormats.Count > 1
            ? $" Use --amount-format {string.Join(" or ", proposal.AmountFormats)}."
        : mapping.DateFormat is null && proposal.DateFormats.Count > 1 ? $" Use --date-format {string.Join(" or ", proposal.DateFormats)}." : "";
}
