using System.Diagnostics;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Opening;
using HybridBpo.Platform;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>Opens cases as modules do, in bulk: names from a list, facts of a usual size, due over the next weeks.</summary>
internal sealed class BenchCases(BenchHouse house, string[] clients)
{
    private const int Bulk = 2_000, Workers = 4;

    private static readonly string[] First = ["Rowan", "Maya", "Ines", "Tobias", "Ada", "Noah", "Lena", "Omar", "Priya", "Hugo", "Renée", "Zoë"];

    private static readonly CaseForm Form = new(
        [],
        [
            new("offer-plan", "Offer a plan", "Offer this plan", false, true, "A second person confirms.",
                [new("amount", "Amount a month", "money", "USD", 100, 1_000_000, true)]),
            new("keep", "Keep the usual reminders", "Keep reminding", false, false, "", []),
        ],
        [new("affordability", "Cannot afford it"), new("agree", "Same view")]);

    private static readonly string Facts = "{\"facts\":[" + string.Join(',', Enumerable.Range(0, 12)
        .Select(i => $"[\"Fact {i}\",\"$1,{486 + i}.20\",\"seven lines, all proven, last on 9 Oct\"]")) + "]}";

    /// <returns>Cases opened a second.</returns>
    public async Task<double> FillAsync(int from, int to)
    {
        var clock = Stopwatch.StartNew();
        var open = house.Get<OpenManyCases>();
        var chunks = Enumerable.Range(from, to - from).Chunk(Bulk * clients.Length).SelectMany(chunk => chunk.GroupBy(ClientOf)).ToList();
        await Parallel.ForEachAsync(chunks, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (chunk, ct) =>
        {
            var answers = await open.OpenAsync(Access.System("bench", chunk.Key), chunk.Key, [.. chunk.Select(Ask)], ct);
            if (answers.Select(answer => answer.Refusal).OfType<Refusal>().FirstOrDefault() is { } refusal)
                throw new InvalidOperationException(refusal.Message);
        });
        return (to - from) / clock.Elapsed.TotalSeconds;
    }

    private string ClientOf(int i) => clients[i % clients.Length];

    private OpenCase Ask(int i)
    {
        var client = ClientOf(i);
        var name = $"{First[i % First.Length]} {(char)('A' + (i / 7 % 26))}ellery{i % 30_011}";
        var reference = $"{client[..2].ToUpperInvariant()}-{i:000000}";
        var kind = i % 1_000 == 0 ? BenchHouse.GoLive : i % 4 == 3 ? BenchHouse.Screening : BenchHouse.Plan;
        var choice = kind == BenchHouse.Screening ? null : "keep";
        return new OpenCase(Ids.For(client, "case", reference), client, kind, $"What should we offer {name}?", reference,
            Ids.For(client, "person", reference), i % 50 == 0 ? 2 : i % 10 == 0 ? 1 : 0,
            DateTimeOffset.UtcNow.AddMinutes((i * 7_919L % 30_240) - 2_880), new Evidence(1, Facts, $"{reference} {name}"), Form,
            new Proposal(choice, new Dictionary<string, string>(), new Dictionary<string, string>(), "late-payment 4.2", "{\"score\":0.48}"), [],
            name);
    }
}
