using System.Text;
using HybridBpo.Collections.Risk;

namespace HybridBpo.Collections.Tests.Risk;

/// <summary>Runs model commands in a folder of their own, as a person would type them.</summary>
public sealed class ModelRun : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("model-commands").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text, new UTF8Encoding(false));
        return Path(name);
    }

    /// <summary>Rows with two numbers, a category and an outcome that depends on them.</summary>
    public string WriteLoans(string name, int rows, string lineEnd = "\n")
    {
        var random = new Random(3);
        var text = new StringBuilder("income,overdue,region,paid_late").Append(lineEnd);
        for (var i = 0; i < rows; i++)
        {
            var (income, overdue, region) = (random.Next(10, 90), random.Next(0, 5), random.Next(0, 3));
            var late = random.NextDouble() < 1 / (1 + Math.Exp(2.5 - (0.7 * overdue) + (0.02 * income) - (region == 2 ? 1 : 0)));
            var known = random.Next(10) == 0 ? "NA" : income.ToString();
            var place = "north|south|\"\"far\"\", east".Split('|')[region];
            text.Append($"{known},{overdue},\"{place}\",{(late ? 1 : 0)}").Append(lineEnd);
        }

        return Write(name, text.ToString());
    }

    public async Task<(int Code, string Out, string Error)> Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var parsed = ModelCommands.Create(output, error, TimeProvider.System, isTerminal: false).Parse(arguments);
        if (parsed.Errors.Count > 0)
            return (2, "", string.Join('\n', parsed.Errors.Select(e => e.Message)));
        var code = await parsed.InvokeAsync();
        return (code, output.ToString(), error.ToString());
    }

    public Task<(int Code, string Out, string Error)> Train(string data, params string[] more) =>
        Run(["train", "--data", data, "--label", "paid_late", "--categorical", "region", "--out", Path("model"), "--trees", "30", "--json", .. more]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
