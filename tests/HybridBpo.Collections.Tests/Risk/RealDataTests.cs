using System.Text.Json;

namespace HybridBpo.Collections.Tests.Risk;

/// <summary>Public credit data; the figures named are those of the best default peer minus noise.</summary>
public sealed class RealDataTests : IDisposable
{
    private static readonly string Folder = FindFolder();
    private readonly ModelRun run = new();

    [Fact]
    public async Task Give_me_some_credit_is_ranked_as_well_as_the_peers_rank_it()
    {
        var json = await Train("cs-training.csv.gz", "--label", "SeriousDlqin2yrs");
        Assert.Equal(10, json.GetProperty("features").GetInt32());
        Assert.Equal(37_501, json.GetProperty("testRows").GetInt32());
        Assert.True(json.GetProperty("auc").GetDouble() >= 0.8615, json.ToString());
        Assert.True(json.GetProperty("ece10").GetDouble() <= 0.01, json.ToString());
    }

    [Fact]
    public async Task Card_defaults_are_ranked_as_well_as_the_peers_rank_them()
    {
        var json = await Train("uci_default_credit_card_clients.csv.gz", "--label", "default payment next month", "--drop", "ID");
        Assert.True(json.GetProperty("auc").GetDouble() >= 0.785, json.ToString());
    }

    public void Dispose() => run.Dispose();

    /// <summary>The developers' data lies beside the repository, in shared/data.</summary>
    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "shared", "data", "credit")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? "", "shared", "data", "credit");
    }

    private async Task<JsonElement> Train(string file, params string[] more)
    {
        var data = Path.Combine(Folder, file);
        Assert.SkipUnless(File.Exists(data), $"{file} is not here");
        var (code, output, error) = await run.Run(["train", "--data", data, "--out", run.Path("model"), "--json", .. more]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
