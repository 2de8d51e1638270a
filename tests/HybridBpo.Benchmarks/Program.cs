using HybridBpo.Benchmarks.Store;

var benches = new SortedDictionary<string, Func<string[], Task<int>>>
{
    ["store"] = StoreBench.RunAsync,
};

var words = args is ["bench", .. var rest] ? rest : args;
if (words.Length > 0 && benches.TryGetValue(words[0], out var bench))
    return await bench(words[1..]);
Console.Error.WriteLine($"Say which: bench {string.Join('|', benches.Keys)} [--json]");
return 2;
