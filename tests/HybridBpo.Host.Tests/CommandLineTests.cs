using System.CommandLine;
using System.Text.Json;
using HybridBpo.Host.Cli;
using HybridBpo.Testing;

namespace HybridBpo.Host.Tests;

/// <summary>The commands in this process; one collection, because they read the process's environment.</summary>
[Collection("command line")]
public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private readonly string dataFolder = Directory.CreateTempSubdirectory("hybridbpo-cli-").FullName;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", dataFolder);
        Environment.SetEnvironmentVariable("PublicUrls", "http://127.0.0.1:0");
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        Environment.SetEnvironmentVariable("PublicUrls", null);
        await database.DisposeAsync();
        Directory.Delete(dataFolder, recursive: true);
    }

    [Theory]
    [InlineData("no-such-command")]
    [InlineData("user", "add")]
    [InlineData("serve", "--nonsense")]
    public async Task Wrong_usage_ends_with_2_and_one_hint(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Contains("--help", error);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("FILE is missing.", "backup")]
    [InlineData("There is no command hro audit-model.", "hro", "audit-model", "--json")]
    [InlineData("There is no option --nonsense of restore.", "restore", "file", "--nonsense")]
    [InlineData("There is no option --nonsense of serve.", "serve", "--nonsense")]
    [InlineData("Say which: user add|reset|disable|list|code.", "user")]
    [InlineData("b is one word too many.", "events", "skip", "a", "b")]
    public async Task Wrong_usage_names_what_is_wrong(string words, params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.StartsWith(words, error);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        foreach (var command in new[] { "demo", "serve", "doctor", "user", "events", "verify-log", "erase", "backup", "restore", "bench" })
            Assert.Contains($"  {command} ", output);
        Assert.Contains("Usage:\n  ./run.sh [command]", output.Replace("\r", ""));
        Assert.Contains("  ./run.sh model train [options]", (await RunAsync("model", "train", "--help")).Output);
        Assert.DoesNotContain("HybridBpo.Host", output);
    }

    [Theory]
    [InlineData("--trees: 'abc' is not a whole number.", "model", "train", "--trees", "abc", "--data", "d", "--label", "l", "--out", "o")]
    [InlineData("--trees needs a value.", "model", "train", "--data", "d", "--label", "l", "--out", "o", "--trees")]
    [InlineData("--label is missing. --out is missing.", "model", "train", "--data", "d")]
    [InlineData("NAME is missing.", "user", "add")]
    [InlineData("--amount-format does not know 'zz': it takes minor, point, comma.",
        "collections", "import", "placement", "f", "--client", "c", "--amount-format", "zz")]
    [InlineData("There is no command hro audit-model.", "hro", "audit-model", "--help")]
    [InlineData("FILE is missing.", "restore", "--replace")]
    [InlineData("Say which: hro screen.", "hro")]
    public async Task What_is_wrong_with_a_command_line_is_said_by_option_and_value(string words, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{words} Try ./run.sh ", error);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public void Every_command_and_option_is_described_in_one_style()
    {
        var root = CommandLine.Root(new CommandHost(Composition.Modules, TextWriter.Null, TextWriter.Null));
        var all = Below(root).ToList();
        Assert.True(all.Count > 40);
        Assert.All(all, symbol => Assert.Matches("^[A-Z].*[^.]$", symbol.Description ?? ""));

        static IEnumerable<Symbol> Below(Command command) =>
            command.Subcommands.SelectMany(c => Below(c).Append(c)).Concat(command.Options).Concat(command.Arguments);
    }

    [Fact]
    public async Task The_first_administrator_is_made_listed_reset_and_cannot_be_switched_off_as_the_last()
    {
        var (code, output, error) = await RunAsync("user", "add", "ada", "--display", "Ada M.", "--roles", "administrator");
        Assert.Equal(0, code);
        Assert.Matches("^ada  [a-z0-9-]{19}\n$", output);
        Assert.Contains("shown only now", error);
        Assert.Equal(1, (await RunAsync("user", "add", "ada")).Code);
        Assert.Equal(1, (await RunAsync("user", "add", "eve", "--roles", "king")).Code);
        Assert.Contains("Ada M.", (await RunAsync("user", "list")).Output);
        Assert.Matches("^ada  [a-z0-9-]{19}\n$", (await RunAsync("user", "reset", "ada", "--second-factor")).Output);
        var last = await RunAsync("user", "disable", "ada");
        Assert.Equal(1, last.Code);
        Assert.Contains("last active administrator", last.Error);
        Assert.Equal(1, (await RunAsync("user", "disable", "nobody-here")).Code);
        Assert.Equal(1, (await RunAsync("user", "code", "ada")).Code);
    }

    [Fact]
    public async Task Doctor_says_what_it_found_as_words_and_as_one_json_document()
    {
        var (code, output, _) = await RunAsync("doctor");
        Assert.Contains("schema", output);
        Assert.Contains("kept for 1,096 days", output);
        var json = await RunAsync("doctor", "--json");
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(code == 0, document.RootElement.GetProperty("ok").GetBoolean());
        var checks = document.RootElement.GetProperty("checks").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("ok").GetBoolean());
        string[] looked =
        [
            ".NET", "SDK", "models", "sender", "PostgreSQL", "schema", "tables", "SMTP", "language model", "projections", "stuck work", "last backup",
            "who looked",
        ];
        foreach (var name in looked)
            Assert.True(checks[name], name);
    }

    [Fact]
    public async Task A_mail_setting_that_cannot_be_used_makes_doctor_red_and_refuses_to_serve_in_one_line()
    {
        Environment.SetEnvironmentVariable("Smtp__Port", "99999");
        try
        {
            var (code, output, _) = await RunAsync("doctor");
            Assert.Equal(1, code);
            Assert.Matches("missing +SMTP .*→ Smtp__Port is 99999", output);
            var served = await RunAsync("serve", "--urls", "http://127.0.0.1:0");
            Assert.Equal((1, ""), (served.Code, served.Output));
            Assert.Equal("Smtp__Port is 99999: write a number from 1 to 65535.", served.Error.Trim());
        }
        finally
        {
            Environment.SetEnvironmentVariable("Smtp__Port", null);
        }
    }

    [Fact]
    public async Task An_address_that_is_taken_or_none_is_said_in_one_line_before_anything_starts()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        foreach (var (url, words) in new[]
        {
            ($"http://{other.LocalEndpoint}", "is taken"), ("5080", "is no address"), ("http://192.0.2.1:1", "cannot be listened on"),
        })
        {
            var (code, output, error) = await RunAsync("serve", "--urls", url);
            Assert.Equal((1, ""), (code, output));
            Assert.StartsWith($"{url} {words}", error);
            Assert.Single(error.Trim().Split('\n'));
        }
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_said_in_one_line()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", "Host=127.0.0.1;Port=1;Username=x;Password=y;Database=z;Timeout=2");
        var (code, output, error) = await RunAsync("user", "list");
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Single(error.Trim().Split('\n'));

        var doctor = await RunAsync("doctor", "--json");
        Assert.Equal(1, doctor.Code);
        using var document = JsonDocument.Parse(doctor.Output);
        var postgres = document.RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "PostgreSQL");
        Assert.False(postgres.GetProperty("ok").GetBoolean());
        Assert.Contains("ConnectionStrings__HybridBpo", postgres.GetProperty("mend").GetString());
        // What needs no database is looked at all the same.
        var names = document.RootElement.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();
        Assert.Equal([".NET", "SDK", "PostgreSQL", "SMTP", "sender", "public links", "language model", "who looked", "poppler"], names);
    }

    [Fact]
    public async Task Doctor_compares_the_schema_and_leaves_it_as_it_is()
    {
        await using var behind = await TestDatabase.CreateAsync();
        async Task<long> ScriptsAsync()
        {
            await using var count = behind.DataSource.CreateCommand("select count(*) from platform.migrations");
            return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
        await using (var forget = behind.DataSource.CreateCommand(
            "delete from platform.migrations where (schema_name, script) = (select schema_name, script from platform.migrations limit 1)"))
            Assert.Equal(1, await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        var before = await ScriptsAsync();
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", behind.ConnectionString);
        var (code, output, _) = await RunAsync("doctor");
        Assert.Equal(1, code);
        Assert.Matches("missing +schema +1 script behind this version +→ Run ./run.sh serve", output);
        Assert.Equal(before, await ScriptsAsync());
    }

    [Fact]
    public async Task Doctor_warns_of_a_server_that_may_forget_what_it_confirmed()
    {
        await using var careless = await TestDatabase.CreateAsync();
        await using (var command = careless.DataSource.CreateCommand(
            "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", careless.ConnectionString);
        var (code, output, _) = await RunAsync("doctor");
        Assert.Equal(1, code);
        Assert.Matches("missing +durability +.*synchronous_commit off: a crash of the server loses what was confirmed", output);
    }

    [Fact]
    public async Task Doctor_names_a_live_model_that_cannot_be_loaded()
    {
        await using var command = database.DataSource.CreateCommand("""
            select set_config('app.clients', '*', false);
            insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
            values ('fernbrook', 'Fernbrook Energy', 'USD', 'US', 'America/New_York', 'us-fdcpa', now());
            insert into collections.models (client_id, name, version, state, source, source_text, columns, figures, model, trained_by, trained_at)
            values ('fernbrook', 'late', 3, 'live', 'csv', '', '{}', '{}', 'not a model'::bytea, 'a', now())
            """);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync("doctor");
        Assert.Equal(1, code);
        Assert.Matches("missing +models +Fernbrook Energy: late 3 cannot be loaded \\(its file is damaged\\) +→ Take another version live", output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await CommandLine.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}
