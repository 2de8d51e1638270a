using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Tests.House;

/// Somebody at a browser.
internal sealed class Person : IDisposable
{
    private readonly HttpClient http;

    // Fetched once, also by several posts at a time: each fetch would set another cookie, and the forms of the others would not match it.
    private readonly Lazy<Task<string>> token;

    public Person(InboxHouse house, string id, string? chosen = null)
    {
        http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = house.Address };
        http.DefaultRequestHeaders.Add("X-Person", id);
        if (chosen is not null)
        {
            http.DefaultRequestHeaders.Add("X-Chosen", chosen);
        }

        token = new(() => http.GetStringAsync("/token"));
        Access = house.People.Of(id);
    }

    public Access Access { get; }

    /// Bodies come with their entities decoded, so that a search for words finds them however they were written.
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    public async Task<(HttpStatusCode Status, string Body)> UploadAsync(
        string path, string name, string file, params (string Name, string Value)[] form)
    {
        using var content = new MultipartFormDataContent { { new StringContent(await token.Value), WebServices.TokenField } };
        content.Add(new StringContent(file), "file", name);
        foreach (var field in form)
        {
            content.Add(new StringContent(field.Value), field.Name);
        }

        using var answer = await http.PostAsync(path, content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    /// Sends a form as the page would; a redirect is followed once.
    public async Task<(HttpStatusCode Status, string Body, string? To)> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(
            form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)).Append(KeyValuePair.Create(WebServices.TokenField, await token.Value)));
        using var answer = await http.PostAsync(path, content);
        if (answer.StatusCode != HttpStatusCode.SeeOther)
        {
            return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), null);
        }

        var to = answer.Headers.Location!.ToString();
        var (status, body) = await GetAsync(to);
        return (status, body, to);
    }

    /// One file, as the page's form sends it.
    public async Task<(HttpStatusCode Status, string Body)> UploadAsync(OpenCase on, string name, byte[] content, Guid? command = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await token.Value), WebServices.TokenField },
            { new StringContent($"{command ?? Guid.NewGuid()}"), "command" },
            { new ByteArrayContent(content), "file", name },
        };
        using var answer = await http.PostAsync($"{PathOf(on)}/attach", form);
        return answer.StatusCode == HttpStatusCode.SeeOther ? await SeeAsync(on)
            : (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    public Task<HttpResponseMessage> FetchAsync(string path) => http.GetAsync(path);

    public Task<(HttpStatusCode Status, string Body, string? To)> ActAsync(OpenCase on, string act, params (string Name, string Value)[] form) =>
        PostAsync($"{PathOf(on)}/{act}", form);

    public Task<(HttpStatusCode Status, string Body)> SeeAsync(OpenCase on) => GetAsync(PathOf(on));

    public static string PathOf(OpenCase on) => $"/inbox/cases/{on.Client}/{on.CaseId}";

    public void Dispose() => http.Dispose();
}
