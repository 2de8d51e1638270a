using System.CommandLine;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary><c>collections check-contact --case F [--json]</c>, or <c>--schema</c>: needs no database. Exit code 0 when allowed or
/// blocked was answered, 1 when F is not there, 2 when it is no case.</summary>
internal static class CheckContactCommand
{
    public static Command Create(ICommandHost host)
    {
        var file = new Option<FileInfo>("--case") { Description = "JSON with now, attempt, facts and history" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var schema = new Option<bool>("--schema") { Description = "The JSON schema of a case file" };
        var command = new Command("check-contact", "May this contact be made? Every rule answers") { file, json, schema };
        command.SetAction(async (result, ct) =>
        {
            if (result.GetValue(schema))
            {
                await host.Out.WriteLineAsync(CaseSchema.Text);
                return 0;
            }

            if (result.GetValue(file) is not { } path) return Fail("Name a case with --case F, or ask for its form with --schema.", 2);
            if (!path.Exists) return Fail($"{path.FullName} is not there.");
            if (path.Length > 1 << 20) return Fail($"{path.Name} is larger than 1 MiB.", 2);
            if (!ContactCase.Read(await File.ReadAllBytesAsync(path.FullName, ct)).Is(out var read, out var refusal)) return Fail(
                $"{path.Name}: {refusal.Message}", 2);
            if (result.GetValue(json)) await host.Out.WriteLineAsync(read.Answer());
            else Print(read);
            return 0;
        });
        return command;

        int Fail(string why, int code = 1)
        {
            host.Error.WriteLine(why);
            return code;
        }

        void Print(ContactCase read)
        {
            var verdict = ContactCheck.Evaluate(read.Attempt, read.Facts, read.History, read.Now);
            host.Out.WriteLine(verdict.Allowed ? "allowed" : "blocked");
            foreach (var block in verdict.Blocks)
                host.Out.WriteLine($"  {block.RuleId,-12} {block.Reason} [{block.Citation}]"
                    + (block.EarliestAt is { } at ? $" earliest {at:u}" : ""));
            if (!verdict.Allowed)
            {
                var next = ContactCheck.NextPossible(read.Attempt, read.Facts, read.History, read.Now);
                host.Out.WriteLine(next is { } then ? $"  next possible: {then:u}"
                    : "  next possible: not before a person or a new fact opens the way");
            }
        }
    }
}
