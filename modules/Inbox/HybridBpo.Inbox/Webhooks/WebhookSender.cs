using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Inbox.Webhooks;

/// How one try went. Problem: null when it was taken.
internal sealed record Tried(int? Status, int LatencyMs, string? Problem);

/// Posts a signed body to one address: no redirect, no cookie, no proxy, and of the answer only its status.
internal sealed class WebhookSender(WebhookTargets targets, TimeProvider time) : IDisposable
{
    public const string Header = "HB-Signature";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = targets.ConnectAsync,
    })
    { Timeout = Patience };

    public async Task<Tried> SendAsync(Uri url, string body, IReadOnlyList<string> secrets, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(Header, Sign(body, secrets, time.GetUtcNow()));
        request.Headers.Add("User-Agent", "HybridBpo-Webhook/1");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)answer.StatusCode;
            return new Tried(status, Elapsed(), status is >= 200 and < 300 ? null
                : status is >= 300 and < 400 ? $"answered {status}: redirects are not followed" : $"answered {status}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Tried(null, Elapsed(), "did not answer within 10 seconds");
        }
        catch (HttpRequestException no)
        {
            return new Tried(null, Elapsed(), no.InnerException is AddressNotAllowed
                ? "leads to an address that is not public" : $"could not be reached ({no.HttpRequestError})");
        }

        int Elapsed() => (int)time.GetElapsedTime(since).TotalMilliseconds;
    }

    /// t: seconds since 1970; for each secret that counts a v1: HMAC-SHA256 in hexadecimal over "t.body".
    public static string Sign(string body, IReadOnlyList<string> secrets, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{seconds}.{body}");
        return string.Join(',', secrets.Select(secret =>
            $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}").Prepend($"t={seconds}"));
    }

    public void Dispose() => http.Dispose();
}
