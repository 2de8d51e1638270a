using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>A case, and words that only the machine's proposal about it holds.</summary>
/// <param name="Path">The case's page.</param>
/// <param name="Words">None of these may reach anybody who could judge the case and has not.</param>
internal sealed record Canary(string Client, string Case, string Path, IReadOnlyList<string> Words);

/// <summary>
/// Plants unmistakable words in what is withheld: every open collections proposal and score gets its own. A hiring proposal already holds sentences
/// of the machine's own (questions, innocent readings, hidden text), and gets its own words as well.
/// </summary>
internal static class Canaries
{
    public static async Task<IReadOnlyList<Canary>> PlantAsync(DemoHost demo)
    {
        var planted = new List<Canary>();
        foreach (var row in await demo.ListAsync("""
            select p.client_id, p.case_id, c.kind, p.proposal::text, a.id
            from inbox.proposals p join inbox.cases c on c.client_id = p.client_id and c.case_id = p.case_id
            left join collections.accounts a on a.client_id = c.client_id and a.case_id = c.case_id
            where c.stage = 'open' order by p.client_id, p.case_id
            """))
        {
            var (client, id) = (row[0], row[1]);
            var word = $"canary{planted.Count:0000}x";
            var proposal = JsonNode.Parse(row[3])!;
            var words = new List<string> { word };
            proposal["Model"] = $"{word}-model";
            var json = JsonNode.Parse(proposal["Json"]!.GetValue<string>())!;
            if (row[2] == "hro.screening") Hiring(json, word, words);
            else Collections(json, word);
            proposal["Json"] = json.ToJsonString();
            await demo.ListAsync("update inbox.proposals set proposal = $3::jsonb where client_id = $1 and case_id = $2::uuid", client, id,
                proposal.ToJsonString());
            if (row[4].Length > 0)
            {
                var reasons = JsonSerializer.Serialize(new[] { new { text = $"{word}-reason", points = 9.1 } }, JsonSerializerOptions.Web);
                await demo.ListAsync("update collections.scores set model = $3, band = $4, reasons = $5::jsonb, score = 0.73190255 "
                        + "where client_id = $1 and account_id = $2::uuid",
                    client, row[4], $"{word}-model", $"{word}-band", reasons);
            }
            planted.Add(new Canary(client, id, $"/inbox/cases/{client}/{id}", words));
        }
        return planted;
    }

    private static void Collections(JsonNode json, string word)
    {
        json["words"] = $"{word}-words";
        json["model"] = $"{word}-model";
        json["band"] = $"{word}-band";
        foreach (var reason in json["reasons"]!.AsArray()) reason!["text"] = $"{word}-reason";
    }

    // The stream of the application holds the same sentences as the proposal, encrypted: what is not planted there is looked for as it is.
    private static void Hiring(JsonNode json, string word, List<string> words)
    {
        foreach (var flag in json["Flags"]!.AsArray())
            words.AddRange(new[] { "InnocentExplanation", "Question", "Found" }.Select(n => flag![n]?.GetValue<string>() ?? "")
                .Where(t => t.Length > 30));
        foreach (var hidden in json["Hidden"]!.AsArray())
            if (hidden!["Text"]?.GetValue<string>() is { Length: > 30 } text) words.Add(text);
        json["RuleSet"] = $"{word}-rules";
        foreach (var criterion in json["Criteria"]!.AsArray()) criterion!["Why"] = $"{word}-why";
    }
}
