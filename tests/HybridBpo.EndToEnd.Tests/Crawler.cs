using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>Fetches everything that one signed-in person can reach by links, and whatever else it is told; keeps what came.</summary>
internal sealed partial class Crawler : IDisposable
{
    /// <summary>Pages of one shape (ids taken out) that are fetched at most: lists of two thousand accounts look alike.</summary>
    private const int MostOfAShape = 25;

    private const int AtOnce = 8;

    private readonly Dictionary<string, int> shapes = [];
    private readonly HashSet<string> asked = [];
    private readonly HttpClient http;
    private readonly string person;

    private Crawler(HttpClient http, string person) => (this.http, this.person) = (http, person);

    /// <summary>A crawler in the session of the person who is signed in on this page.</summary>
    public static async Task<Crawler> OfAsync(StaffPage page, string baseUrl, string person)
    {
        var cookies = await page.Page.Context.CookiesAsync();
        var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(baseUrl),
            Timeout = TimeSpan.FromMinutes(2)
        };
        http.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Name}={c.Value}")));
        return new Crawler(http, person);
    }

    /// <summary>What was fetched: address, status, text as sent and with entities resolved.</summary>
    public ConcurrentBag<(string Path, int Status, string Text)> Answers { get; } = [];

    /// <summary>Fetches these addresses and, within limits, all that they link to.</summary>
    public async Task CrawlAsync(IEnumerable<string> from)
    {
        for (var round = from.Where(asked.Add).ToList(); round.Count > 0;)
        {
            var found = new ConcurrentBag<string>();
            await Parallel.ForEachAsync(round, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (path, _) =>
            {
                foreach (Match link in Links().Matches(await FetchAsync(path))) found.Add(WebUtility.HtmlDecode(link.Groups[1].Value));
            });
            round = [.. found.Distinct().Where(IsOurs).Where(IsNew)];
        }
    }

    /// <summary>Fetches each address twice: as a page and as htmx asks for a fragment.</summary>
    public async Task AskAsync(IEnumerable<string> paths)
    {
        var known = paths.Where(asked.Add).ToList();
        await Parallel.ForEachAsync(known, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (path, _) =>
        {
            await FetchAsync(path);
            await FetchAsync(path, fragment: true);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Where the words stand, if anywhere.</summary>
    public IEnumerable<string> Leaks(params IEnumerable<Canary> canaries)
    {
        var all = canaries.ToList();
        // One look for all words at once: almost every answer holds none of them.
        var any = SearchValues.Create([.. all.SelectMany(c => c.Words)], StringComparison.OrdinalIgnoreCase);
        return from answer in Answers
               where answer.Text.AsSpan().ContainsAny(any)
               from canary in all
               from word in canary.Words
               where answer.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
               select $"{person} got \"{word}\" of {canary.Path} from {answer.Path} ({answer.Status})";
    }

    private async Task<string> FetchAsync(string path, bool fragment = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (fragment) request.Headers.Add("HX-Request", "true");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var status = (int)answer.StatusCode;
        Assert.True(status < 500, $"{person} got {status} from {path}");
        // Names of headers and cookies could tell as well.
        var all = $"{text}\n{WebUtility.HtmlDecode(text)}\n{string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {string.Join(' ', h.Value)}"))}";
        Answers.Add((fragment ? path + " (fragment)" : path, status, Resolved(all)));
        return text;
    }

    /// <summary>JSON writes some characters as \u0027; resolved, they compare. A backslash that is none stays.</summary>
    private static string Resolved(string text) =>
        Escapes().Replace(text, m => ((char)int.Parse(m.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private bool IsNew(string link)
    {
        var shape = Ids().Replace(link, "*");
        if (shapes.GetValueOrDefault(shape) >= MostOfAShape || !asked.Add(link)) return false;
        shapes[shape] = shapes.GetValueOrDefault(shape) + 1;
        return true;
    }

    private static bool IsOurs(string link) => link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal)
        && !link.StartsWith("/lib/", StringComparison.Ordinal) && !link.StartsWith("/_content/", StringComparison.Ordinal)
        && !link.Contains("sign-out", StringComparison.Ordinal);

    [GeneratedRegex("(?:href|src|hx-get|data-live|sse-connect|action)=\"(/[^\"#]*)")]
    private static partial Regex Links();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}")]
    private static partial Regex Escapes();
}
