using System.Text.Json.Nodes;

namespace HybridBpo.Events.Tests;

public sealed class EventTypesTests
{
    [Theory]
    [InlineData(typeof(AccountOpened), "account_opened")]
    [InlineData(typeof(SMSSent), "sms_sent")]
    [InlineData(typeof(PlanB), "plan_b")]
    [InlineData(typeof(Odd), "odd")]
    [InlineData(typeof(Step2Done), "step_2_done")]
    [InlineData(typeof(V2Started), "v2_started")]
    [InlineData(typeof(Sha256Computed), "sha_256_computed")]
    [InlineData(typeof(AEvent), "a_event")]
    [InlineData(typeof(Snake_Case), "snake___case")]
    [InlineData(typeof(ÄrgerGemeldet), "ärger_gemeldet")]
    [InlineData(typeof(UPPER), "upper")]
    public void An_alias_is_the_one_that_Marten_gives(Type type, string alias)
    {
        var types = new EventTypes().Add(type);
        Assert.Equal(type, types.Find(alias)!.ClrType);
    }

    [Theory]
    [InlineData(typeof(WithEnum), "enum")]
    [InlineData(typeof(WithEnumInside), "enum")]
    [InlineData(typeof(WithUri), "primitives")]
    [InlineData(typeof(WithPersonalNumber), "cannot be null")]
    [InlineData(typeof(WithPersonalInside), "nested")]
    [InlineData(typeof(WithTextSubject), "Guid")]
    [InlineData(typeof(int), "sealed record")]
    public void What_would_not_last_in_a_log_is_refused_when_it_is_registered(Type type, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => new EventTypes().Add(type)).Message);

    [Fact]
    public void Two_types_cannot_share_an_alias()
    {
        var types = new EventTypes().Add(typeof(AccountOpened));
        Assert.Contains("account_opened", Assert.Throws<ArgumentException>(() => types.Add(typeof(Other.AccountOpened))).Message);
    }

    [Fact]
    public void A_type_with_personal_fields_needs_a_key() =>
        Assert.Throws<ArgumentException>(() =>
        {
            var options = new EventStoreOptions { DataSource = Npgsql.NpgsqlDataSource.Create("Host=localhost") };
            options.Events.Add(typeof(NoteTaken));
            _ = new EventStore(options);
        });

    public sealed record SMSSent(int Parts);

    public sealed record PlanB(int Rate);

    public sealed record Step2Done;

    public sealed record V2Started;

    public sealed record Sha256Computed;

    public sealed record AEvent;

    public sealed record Snake_Case;

    public sealed record ÄrgerGemeldet;

    public sealed record UPPER;

    public sealed record WithEnum(DayOfWeek Day);

    public sealed record WithEnumInside(IReadOnlyList<Nested> Items);

    public sealed record Nested(Dictionary<string, DayOfWeek?> Days);

    public sealed record WithUri(Uri Address);

    public sealed record WithPersonalNumber([property: Personal] int Age);

    public sealed record WithPersonalInside(Inner Inner);

    public sealed record Inner([property: Personal] string? Name);

    public sealed record WithTextSubject([property: Subject] string Person);

    public static class Other
    {
        public sealed record AccountOpened(int N);
    }
}

public sealed class UpcastTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    [Fact]
    public async Task An_older_shape_under_an_older_name_reads_as_todays()
    {
        var ct = TestContext.Current.CancellationToken;
        var stream = Guid.CreateVersion7();
        var old = database.Store(o => o.Events.Add(typeof(RemarkMade)));
        var session = old.OpenSession("fernbrook", new EventMetadata("person", "maren"));
        session.StartStream<Notebook>(stream, new RemarkMade("first"), new NoteTaken("second"));
        await session.SaveChangesAsync(ct);

        var today = database.Store(o => o.Events.Upcast<NoteTaken>(
            "remark_made", json => new JsonObject { ["Note"] = json["Remark"]?.DeepClone() }, personal: ["Remark"]));
        Assert.Equal(["first", "second"], (await today.AggregateStreamAsync<Notebook>("fernbrook", stream, ct: ct))!.Notes);
        await Assert.ThrowsAsync<UnreadableEvent>(() => database.Store().AggregateStreamAsync<Notebook>("fernbrook", stream, ct: ct));
    }

    public sealed record RemarkMade([property: Personal] string? Remark);
}
