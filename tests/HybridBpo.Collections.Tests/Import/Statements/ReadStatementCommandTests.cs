using System.Text.Json;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class ReadStatementCommandTests
{
    private const string Text = ":20:A\n:25:DE89370400440532013000\n:60F:C260101EUR100,00\n:61:2601020103C12,50NTRFNONREF//B1\n"
        + ":86:166?20EREF+E1?21SVWZ+Rechnung 7 für März?32KARL\n:61:2601020103D1,NTRFR2\n:62F:C260103EUR111,00\n-\n";

    [Fact]
    public void One_json_document_has_the_shape_that_scripts_rely_on()
    {
        var (code, output, error) = Run(Text, "--json");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
            {"format":"MT940","statements":[{"account":"DE89370400440532013000","currency":"EUR","openingDate":"2026-01-01","openingMinor":10000,
            "closingDate":"2026-01-03","closingMinor":11100,"balanced":false,"entries":[{"bookingDate":"2026-01-03","valueDate":"2026-01-02",
            "amountMinor":1250,"currency":"EUR","credit":true,"reference":"B1","endToEndId":"E1","counterparty":"KARL",
            "remittance":"Rechnung 7 für März"},
            {"bookingDate":"2026-01-03","valueDate":"2026-01-02","amountMinor":100,"currency":"EUR","credit":false,"reference":"R2","endToEndId":null,
            "counterparty":null,"remittance":null}]}],"problems":[{"where":"statement 1","what":"The opening balance and the entries make 111.50 EUR,
             the closing balance is 111.00 EUR. Entries are missing or too many: ask the bank before you rely on it."}]}
            """.ReplaceLineEndings(""), output.TrimEnd());
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(output).RootElement.ValueKind);
    }

    [Fact]
    public void People_get_a_table_and_the_problems()
    {
        var (code, output, _) = Run(Text);
        Assert.Equal(0, code);
        Assert.Contains("MT940: 1 statement, 2 entries", output);
        Assert.Contains("opening 2026-01-01 100.00 EUR  closing 2026-01-03 111.00 EUR  NOT BALANCED", output);
        Assert.Contains("2026-01-03  2026-01-02             12.50 EUR  KARL | Rechnung 7 für März | E1 | B1", output);
        Assert.Contains("1 problem:", output);
    }

    [Theory]
    [InlineData("Dear customer", "none of camt.052")]
    [InlineData(null, "is not there")]
    public void What_is_no_statement_ends_with_one_and_one_line(string? text, string why)
    {
        var (code, output, error) = Run(text, "--json");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(why, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (int Code, string Output, string Error) Run(string? text, params string[] options)
    {
        var path = Path.Combine(Path.GetTempPath(), $"statement-{Guid.NewGuid():N}");
        if (text is not null) File.WriteAllText(path, text);
        var host = new Host();
        var code = ReadStatementCommand.Create(host).Parse([path, .. options]).Invoke();
        File.Delete(path);
        return (code, host.Out.ToString()!, host.Error.ToString()!);
    }

    private sealed class Host : ICommandHost
    {
        public TextWriter Out { get; } = new StringWriter();

        public TextWriter Error { get; } = new StringWriter();

        public Task<int> WithServicesAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct) =>
            throw new InvalidOperationException("This command needs no database.");
    }
}
