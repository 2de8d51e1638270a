using System.Net;
using System.Text;

namespace HybridBpo.Collections.Tests.Models;

internal sealed record Answer(int Status, string Body, string? To);

/// <summary>A signed-in person's browser: pages, forms with their token, a file.</summary>
internal sealed class Browser(HttpClient http)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<Answer> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path, Ct);
        return await ReadAsync(answer);
    }

    public async Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var all = fields.Append((WebServices.TokenField, await TokenAsync()));
        using var form = new FormUrlEncodedContent(all.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var answer = await http.PostAsync(path, form, Ct);
        return await ReadAsync(answer);
    }

    public async Task<Answer> PostWithoutTokenAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await http.PostAsync(path, form, Ct);
        return await ReadAsync(answer);
    }

    public async Task<Answer> UploadAsync(string path, string fileName, string content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent { { new StringContent(await TokenAsync()), WebServices.TokenField } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", fileName);
        using var answer = await http.PostAsync(path, form, Ct);
        return await ReadAsync(answer);
    }

    private async Task<string> TokenAsync() => await http.GetStringAsync("/token", Ct);

    private static async Task<Answer> ReadAsync(HttpResponseMessage answer) =>
        new((int)answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), answer.Headers.Location?.ToString());
}
