using HybridBpo.Benchmarks.Chaos;
using HybridBpo.Benchmarks.Inbox;
using HybridBpo.Benchmarks.Store;
using HybridBpo.Benchmarks.Trees;

var benches = new SortedDictionary<string, (string Help, Func<string[], Task<int>> Run)>
{
    ["chaos"] = (ChaosBench.Help, ChaosBench.RunAsync),
    ["inbox"] = (InboxBench.Help, InboxBench.RunAsync),
    ["store"] = (StoreBench.Help, StoreBench.RunAsync),
    ["trees"] = (TreesBench.Help, TreesBench.RunAsync),
};

if (args is [ChaosBench.HostWord, .. var host]) return await ChaosHost.PlayAsync(host);
if (args is [OurWorker.Word, .. var worker]) return OurWorker.Play(worker);
var words = args is ["bench", .. var rest] ? rest : args;
var asksForHelp = words.Any(word => word is "--help" or "-h" or "-?");
if (words.Length > 0 && benches.TryGetValue(words[0], out var bench))
{
    if (!asksForHelp) return await bench.Run(words[1..]);
    Console.WriteLine(bench.Help);
    return 0;
}
var say = $"Say which: ./run.sh bench {string.Join('|', benches.Keys)} [--json]";
(asksForHelp && words.Length == 1 ? Console.Out : Console.Error).WriteLine(say);
return asksForHelp && words.Length == 1 ? 0 : 2;
