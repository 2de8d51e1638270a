using System.Net;

namespace HybridBpo.Host.Tests.Api;

/// <summary>Every input is hostile: it is answered with a problem that says what to do, and nothing is half-written.</summary>
public sealed class ApiInputTests(ApiHouse house) : IClassFixture<ApiHouse>
{
    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_a_code_and_words_and_without_an_echo()
    {
        var (program, written) = (await house.ProgramAsync(), await WrittenAsync());
        var good = (await Samples.CaseAsync(house.Host)).ToJsonString();
        (string Body, int Status, string Code)[] tried =
        [
            ("", 400, "BodyUnreadable"), ("{", 400, "BodyUnreadable"), ("[]", 400, "BodyUnreadable"), ("null", 400, "BodyUnreadable"),
            ("{\"kind\":\"api.review\"}", 400, "BodyUnreadable"),
            (good.Replace("\"urgency\":1", "\"urgency\":1,\"urgency\":2"), 400, "BodyUnreadable"),
            (good.Replace("\"urgency\":1", "\"urgency\":9"), 422, "CaseNotFit"),
            (good.Replace("\"urgency\":1", "\"urgency\":1,\"traits\":[\"Spanish\"]"), 422, "CaseNotFit"),
            (good.Replace("api.review", "hro.screening"), 422, "CaseNotFit"),
            (good.Replace("Pay this invoice?", "Evil\\u0000"), 422, "CaseNotFit"),
            (good.Replace("Pay this invoice?", new string('x', 201)), 422, "CaseNotFit"),
            (good.Replace("\"code\":\"pay\"", "\"code\":\"Pay me\""), 422, "CaseNotFit"),
            (good.Replace("\"code\":\"refuse\"", "\"code\":\"pay\""), 422, "CaseNotFit"),
            (good.Replace("\"choice\":\"refuse\"", "\"choice\":\"other\""), 422, "CaseNotFit"),
            (good.Replace("\"unit\":\"USD\"", "\"unit\":null"), 422, "CaseNotFit"),
            (good.Replace("$1,486.20", new string('x', 300_000)), 413, "BodyTooLarge"),
            (new string('[', 200_000), 400, "BodyUnreadable"),
        ];
        foreach (var (body, status, code) in tried)
        {
            var answer = await program.PostAsync("/api/v1/cases", body, Guid.NewGuid().ToString());
            Assert.True(((int)answer.Status, answer.Code) == (status, code), $"{body[..Math.Min(80, body.Length)]}: {answer.Status} {answer.Code}");
            Assert.Equal("application/problem+json", answer.Message.Content.Headers.ContentType!.MediaType);
            Assert.DoesNotContain("Pay me", answer.Json.ToJsonString());
            Assert.False(string.IsNullOrEmpty((string?)answer.Json["detail"]));
        }
        Assert.Equal(415, (int)(await program.PostAsync("/api/v1/cases", good, "x", "text/plain")).Status);
        Assert.Equal(written, await WrittenAsync());
    }

    [Theory]
    [InlineData("/api/v1/outcomes?after=x", 400)]
    [InlineData("/api/v1/outcomes?after=-1", 400)]
    [InlineData("/api/v1/outcomes?after=99999999999999999999", 400)]
    [InlineData("/api/v1/outcomes?limit=0", 400)]
    [InlineData("/api/v1/outcomes?limit=101", 400)]
    [InlineData("/api/v1/cases/00000000-0000-0000-0000-000000000001", 404)]
    [InlineData("/api/v1/cases/not-an-id", 404)]
    [InlineData("/api/v1/nowhere", 404)]
    public async Task What_cannot_be_read_is_a_problem_in_json_too(string path, int status)
    {
        var answer = await (await house.ProgramAsync()).SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal((status, "application/problem+json"), ((int)answer.Status, answer.Message.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_key_for_several_clients_says_which()
    {
        var program = await house.ProgramAsync("fernbrook", "castlegate");
        var body = await Samples.CaseAsync(house.Host);
        Assert.Equal("ClientNotNamed", (await program.OpenAsync(body)).Code);
        body["client"] = "castlegate";
        var opened = await program.OpenAsync(body);
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal("castlegate", (string?)(await program.ReadAsync(opened.Id)).Json["client"]);
    }

    private Task<long> WrittenAsync() =>
        house.CountAsync("select (select count(*) from inbox.cases) + (select count(*) from inbox.api_requests)");
}
