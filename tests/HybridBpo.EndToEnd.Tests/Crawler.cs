using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>Fetches everything that one signed-in person can reach by links, and whatever else it is told; keeps what came.</summary>
internal sealed partial class Crawler(IAPIRequestContext http, string person)
{
    /// <summary>Pages of one shape (ids taken out) that are fetched at most: lists of two thousand accounts look alike.</summary>
    private const int MostOfAShape = 60;

    private readonly Dictionary<string, int> shapes = [];
    private readonly HashSet<string> asked = [];

    /// <summary>What was fetched: address, status, text as sent and with entities resolved.</summary>
    public List<(string Path, int Status, string Text)> Answers { get; } = [];

    /// <summary>Fetches these addresses and, within limits, all that they link to.</summary>
    public async Task CrawlAsync(IEnumerable<string> from)
    {
        var waiting = new Queue<string>(from);
        while (waiting.TryDequeue(out var path))
        {
            if (!asked.Add(path)) continue;
            var text = await FetchAsync(path);
            foreach (var link in Links().Matches(text).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Where(IsOurs))
            {
                var shape = Ids().Replace(link, "*");
                if (shapes.GetValueOrDefault(shape) >= MostOfAShape || asked.Contains(link)) continue;
                shapes[shape] = shapes.GetValueOrDefault(shape) + 1;
                waiting.Enqueue(link);
            }
        }
    }

    /// <summary>Fetches each address twice: as a page and as htmx asks for a fragment.</summary>
    public async Task AskAsync(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (asked.Add(path)) await FetchAsync(path);
            await FetchAsync(path, fragment: true);
        }
    }

    /// <summary>Where the words stand, if anywhere.</summary>
    public IEnumerable<string> Leaks(Canary canary) =>
        from answer in Answers
        from word in canary.Words
        where answer.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
        select $"{person} got \"{word}\" of {canary.Path} from {answer.Path} ({answer.Status})";

    private async Task<string> FetchAsync(string path, bool fragment = false)
    {
        var answer = await http.GetAsync(path, new() { Headers = fragment ? new Dictionary<string, string> { ["HX-Request"] = "true" } : [] });
        var text = await answer.TextAsync();
        Assert.True(answer.Status < 500, $"{person} got {answer.Status} from {path}");
        // Names of headers and cookies could tell as well.
        var all = $"{text}\n{WebUtility.HtmlDecode(text)}\n{string.Join('\n', answer.HeadersArray.Select(h => $"{h.Name}: {h.Value}"))}";
        Answers.Add((fragment ? path + " (fragment)" : path, answer.Status, Regex.Unescape(Safe(all))));
        return text;
    }

    /// <summary>JSON writes some characters as \u0027; resolved, they compare. A backslash that is none stays.</summary>
    private static string Safe(string text) => Escapes().Replace(text, m => m.Value.StartsWith("\\u", StringComparison.Ordinal) ? m.Value : "\\\\");

    private static bool IsOurs(string link) => link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal)
        && !link.StartsWith("/lib/", StringComparison.Ordinal) && !link.StartsWith("/_content/", StringComparison.Ordinal)
        && !link.Contains("sign-out", StringComparison.Ordinal);

    [GeneratedRegex("(?:href|src|hx-get|data-live|sse-connect|action)=\"(/[^\"#]*)")]
    private static partial Regex Links();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}|\\")]
    private static partial Regex Escapes();
}
