using System.CommandLine;

namespace HybridBpo.Collections.Import.Statements;

/// <summary><c>collections read-statement F [--json]</c>: needs no database. Exit code 0 when the file was read, be it with problems; 1 when it is
/// not there or no bank statement.</summary>
internal static class ReadStatementCommand
{
    public static Command Create(ICommandHost host)
    {
        var file = new Argument<FileInfo>("file") { Description = "A camt.052/053/054, MT940, MT942 or BAI2 file; also .gz and .zip" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("read-statement", "Show what a bank statement says, and whether it adds up") { file, json };
        command.SetAction(async (result, ct) =>
        {
            var path = result.GetValue(file)!;
            if (!path.Exists) return Refuse($"{path.FullName} is not there.");
            if (path.Length > ImportLimits.Bytes) return Refuse(new FileTooLarge(path.Name, path.Length).Message);
            if (!StatementReader.Read(path.Name, await File.ReadAllBytesAsync(path.FullName, ct)).Is(out var read, out var refusal))
                return Refuse(refusal.Message);
            if (result.GetValue(json)) StatementJson.Write(read, host.Out);
            else StatementTable.Write(read, host.Out);
            return 0;
        });
        return command;

        int Refuse(string why)
        {
            host.Error.WriteLine(why);
            return 1;
        }
    }
}
