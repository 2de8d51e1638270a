using System.Net.Http.Headers;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>A signed-in person's browser: pages, forms with their token, files.</summary>
internal sealed class Browser(HttpClient http)
{
    public async Task<(int Status, string Body, string? Location)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    public async Task<(int Status, string Body, string? Location)> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var token = await TokenAsync();
        using var form = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new(WebServices.TokenField, token)]);
        using var answer = await http.PostAsync(path, form, TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    public async Task<(int Status, string Body, string? Location)> PostWithoutTokenAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await http.PostAsync(path, form, TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    public async Task<(int Status, string Body, string? Location)> UploadAsync(string path, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent { { new StringContent(await TokenAsync()), WebServices.TokenField } };
        foreach (var (name, content) in files)
            form.Add(
                new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "files", name);
        using var answer = await http.PostAsync(path, form, TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    private async Task<string> TokenAsync() => await http.GetStringAsync("/token", TestContext.Current.CancellationToken);

    private static async Task<(int, string, string?)> Read(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.ToString());
}
