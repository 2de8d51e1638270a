using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Demo;

/// <summary>Somebody of the demo at a browser of their own: signs in with the printed secrets and sends the forms that the pages hold.</summary>
internal sealed partial class DemoVisitor : IDisposable
{
    private readonly HttpClient http = new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { Timeout = TimeSpan.FromMinutes(1) };

    private DemoVisitor(Uri staff) => http.BaseAddress = staff;

    public static async Task<DemoVisitor> SignInAsync(Uri staff, DemoSignIn who, TimeProvider time, CancellationToken ct)
    {
        var visitor = new DemoVisitor(staff);
        await visitor.PostAsync("/account/sign-in", "/account/sign-in", ct, ("name", who.Name), ("password", who.Password));
        if (who.SecondFactorKey is { } key)
            await visitor.PostAsync("/account/second-factor", "/account/second-factor", ct, ("code", Totp.CodeAt(key, time.GetUtcNow())));
        return visitor;
    }

    public async Task<T> ReadAsync<T>(string path, CancellationToken ct) =>
        await http.GetFromJsonAsync<T>(path, ct) ?? throw new HttpRequestException($"{path} is empty.");

    /// <summary>Opens a page and sends one of its forms, with the hidden fields that the page gave it.</summary>
    public async Task PostAsync(string page, string form, CancellationToken ct, params (string Name, string Value)[] fields)
    {
        var html = await http.GetStringAsync(page, ct);
        var hidden = HiddenField().Matches(Form(html, form)).DistinctBy(m => m.Groups["name"].Value).ToDictionary(
            m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        foreach (var (name, value) in fields) hidden[name] = value;
        using var content = new FormUrlEncodedContent(hidden);
        using var answer = await http.PostAsync(form, content, ct);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => http.Dispose();

    private static string Form(string html, string action)
    {
        var at = html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal);
        if (at < 0) throw new HttpRequestException($"The page holds no form for {action}.");
        var end = html.IndexOf("</form>", at, StringComparison.Ordinal);
        return html[at..(end < 0 ? html.Length : end)];
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenField();
}
