using System.Net;
using System.Text.RegularExpressions;

namespace HybridBpo.Host.Tests;

/// <summary>Keeps cookies, follows no redirects, and takes antiforgery tokens from the pages that it saw.</summary>
internal sealed partial class Browser(Uri address)
{
    private readonly HttpClient client = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() })
    {
        BaseAddress = address,
    };

    public sealed record Answer(HttpStatusCode Status, string Body, string Location, HttpResponseMessage Message)
    {
        public string Header(string name) => Message.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Sends a form with the token of a page.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="fields">The fields; a name may repeat.</param>
    /// <param name="from">The page whose token is sent; null sends none.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<Answer> PostAsync(
        string path, (string Name, string Value)[] fields, string? from = "/account", params (string Name, string Value)[] headers)
    {
        var all = fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (from is not null) all.Add(KeyValuePair.Create("__RequestVerificationToken", await TokenAsync(from)));
        return await SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(all), headers);
    }

    public Task<Answer> SignInAsync(string name, string password, string returnUrl = "/account") =>
        PostAsync("/account/sign-in", [("name", name), ("password", password), ("returnUrl", returnUrl)], from: "/account/sign-in");

    public Task<Answer> SendCodeAsync(string code, bool recovery = false) =>
        PostAsync("/account/second-factor", [("code", code), ("recovery", recovery ? "true" : "false"), ("returnUrl", "/account")],
            from: "/account/second-factor");

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var endless = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var text = endless ? "" : await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text, response.Headers.Location?.OriginalString ?? "", response);
    }

    public async Task<string> TokenAsync(string page)
    {
        var answer = await GetAsync(page);
        return TokenField().Match(answer.Body) is { Success: true } found
            ? found.Groups[1].Value
            : throw new InvalidOperationException($"{page} answered {(int)answer.Status} without a form: {answer.Location}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
