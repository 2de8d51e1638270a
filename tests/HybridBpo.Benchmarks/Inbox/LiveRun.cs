using System.Diagnostics;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>How long until a case that somebody takes at one host is known to, and shown by, a page that is open at another.</summary>
internal static class LiveRun
{
    public static async Task<IReadOnlyList<double>> MeasureAsync(HttpClient taker, HttpClient watcher, int times)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/inbox/live");
        ask.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await watcher.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var seen = new List<double>();
        for (var i = 0; i < times; i++)
        {
            // A page is told at most four times a second; a person's own acts lie further apart.
            await Task.Delay(700);
            using var form = new FormUrlEncodedContent([new("command", $"{Guid.NewGuid()}")]);
            var start = Stopwatch.GetTimestamp();
            using var taken = await taker.PostAsync("/inbox/next", form);
            var at = taken.Headers.Location!.ToString();
            var id = at.Split('/')[^1];
            while (await lines.ReadLineAsync() is { } line && !line.Contains(id, StringComparison.Ordinal))
            {
            }

            (await watcher.GetAsync("/inbox/queue?tab=team")).Dispose();
            seen.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            var page = await taker.GetStringAsync(at);
            var token = page[(page.IndexOf("data-token=\"", StringComparison.Ordinal) + 12)..];
            using var back = new FormUrlEncodedContent([new("command", $"{Guid.NewGuid()}"), new("token", token[..token.IndexOf('"')])]);
            (await taker.PostAsync($"{at}/release", back)).Dispose();
        }

        return seen;
    }
}
