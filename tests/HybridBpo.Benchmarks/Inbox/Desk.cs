using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>One person at a browser: looks at the queue, takes the next case, reads it, keeps it, gives it back.</summary>
internal sealed partial class Desk(HttpClient http, string person, Desk.Hands hands) : IDisposable
{
    /// <summary>Who holds which case, as the people know it: a case that comes to two at a time is counted.</summary>
    internal sealed class Hands
    {
        private readonly ConcurrentDictionary<string, string> held = new();
        private int twice;

        public int Twice => twice;

        public void Take(string at, string person)
        {
            if (held.GetOrAdd(at, person) != person)
                Interlocked.Increment(ref twice);
        }

        public void Give(string at) => held.TryRemove(at, out _);
    }

    public ConcurrentDictionary<string, ConcurrentBag<double>> Times { get; } = [];

    public void Dispose() => http.Dispose();

    /// <summary>All of it, with the pause before each request.</summary>
    public async Task RoundAsync(Func<Task> pause)
    {
        await pause();
        await GetAsync("list page", "/inbox");
        await pause();
        if (await NextAsync() is not { } at)
            return;
        var token = "";
        try
        {
            await pause();
            token = TokenIn().Match(await GetAsync("case page", at)).Groups[1].Value;
            await pause();
            await PostAsync("renew lease", $"{at}/renew", token);
            await pause();
            await GetAsync("list rows", "/inbox/queue");
            await pause();
        }
        finally
        {
            token = token.Length > 0 ? token : TokenIn().Match(await GetAsync("case page", at)).Groups[1].Value;
            hands.Give(at);
            await PostAsync("give back", $"{at}/release", token);
        }
    }

    /// <summary>Take and give back, nothing else.</summary>
    public async Task TakeAsync()
    {
        if (await NextAsync() is not { } at)
            return;
        var token = TokenIn().Match(await GetAsync("case page", at)).Groups[1].Value;
        hands.Give(at);
        await PostAsync("give back", $"{at}/release", token);
    }

    private async Task<string?> NextAsync()
    {
        var to = await PostAsync("next", "/inbox/next", "");
        if (to is null or "/inbox")
            return null;
        hands.Take(to, person);
        return to;
    }

    private async Task<string> GetAsync(string what, string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        Note(what, start);
        return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"{what} {path} answered {answer.StatusCode}.");
    }

    private async Task<string?> PostAsync(string what, string path, string token)
    {
        using var form = new FormUrlEncodedContent([new("command", $"{Guid.NewGuid()}"), new("token", token)]);
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(path, form);
        Note(what, start);
        return (int)answer.StatusCode < 400 ? answer.Headers.Location?.ToString()
            : throw new InvalidOperationException($"{what} {path} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    private void Note(string what, long start) =>
        Times.GetOrAdd(what, _ => []).Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

    [GeneratedRegex("data-token=\"(\\d+)\"")]
    private static partial Regex TokenIn();
}
