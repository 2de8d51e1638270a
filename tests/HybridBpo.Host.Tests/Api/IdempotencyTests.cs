using System.Net;
using System.Text.Json.Nodes;

namespace HybridBpo.Host.Tests.Api;

/// <summary>Repeating a request has no second effect, whatever happened in between.</summary>
public sealed class IdempotencyTests(ApiHouse house) : IClassFixture<ApiHouse>
{
    [Fact]
    public async Task The_same_request_answers_the_same_and_another_body_is_refused()
    {
        var program = await house.ProgramAsync();
        var body = await Samples.CaseAsync(house.Host);
        var (first, again) = (await program.OpenAsync(body, "a"), await program.OpenAsync(body, "a"));
        Assert.Equal((HttpStatusCode.Created, first.Id), (again.Status, again.Id));
        Assert.Equal("true", again.Message.Headers.GetValues("Idempotency-Replayed").Single());
        body["reference"] = "Another";
        var other = await program.OpenAsync(body, "a");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "IdempotencyKeyReused"), (other.Status, other.Code));
        Assert.Equal(1, await CountAsync("subject_id", first.Id));
        Assert.Equal("IdempotencyKeyMissing", (await program.PostAsync("/api/v1/cases", body.ToJsonString(), null)).Code);
    }

    [Fact]
    public async Task Another_key_has_idempotency_keys_of_its_own()
    {
        var body = await Samples.CaseAsync(house.Host);
        var (one, other) = (await house.ProgramAsync(), await house.ProgramAsync());
        Assert.NotEqual((await one.OpenAsync(body, "b")).Id, (await other.OpenAsync(body, "b")).Id);
    }

    [Fact]
    public async Task Ten_at_the_same_moment_open_one_case_and_hear_the_same()
    {
        var program = await house.ProgramAsync();
        var body = await Samples.CaseAsync(house.Host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => program.OpenAsync(body.DeepClone(), "c")));
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Id), (answer.Status, answer.Id)));
        Assert.Equal(1, await CountAsync("subject_id", answers[0].Id));
    }

    [Fact]
    public async Task After_a_host_died_between_effect_and_answer_the_repeat_opens_nothing_and_answers()
    {
        var program = await house.ProgramAsync();
        var cases = new JsonNode[] { await Samples.CaseAsync(house.Host), await Samples.CaseAsync(house.Host) };
        var first = await program.OpenManyAsync(cases.Select(c => c.DeepClone()), "d");
        var before = await house.CountAsync("select count(*) from inbox.cases");
        // As it stands when the host was killed before it wrote the answer down.
        Assert.Equal(1, await house.CountAsync("""
            with forgotten as (
              update inbox.api_requests set status = null, answer = null where answer like '%"opened":2%' returning 1) select count(*) from forgotten
            """));
        var again = await program.OpenManyAsync(cases.Select(c => c.DeepClone()), "d");
        Assert.Equal(first.Json.ToJsonString(), again.Json.ToJsonString());
        Assert.Equal(before, await house.CountAsync("select count(*) from inbox.cases"));
        Assert.Equal("IdempotencyKeyReused", (await program.OpenManyAsync([cases[0].DeepClone()], "d")).Code);
    }

    private Task<long> CountAsync(string column, string id) => house.CountAsync(
        $"select count(*) from inbox.cases where {column} = (select {column} from inbox.cases where case_id = '{id}')");
}
