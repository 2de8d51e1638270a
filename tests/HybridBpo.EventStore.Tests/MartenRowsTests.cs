using System.Text.Json;
using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>
/// Rows as Marten 9 writes them (Guid streams, conjoined tenancy), put there by plain SQL, are ours to fold, append to, project, seal and verify; and
/// what we write is, field by field, what Marten reads.
/// </summary>
public sealed class MartenRowsTests(EventDatabase database) : IClassFixture<EventDatabase>, IAsyncLifetime
{
    private const string Tenant = "fernbrook";
    private static readonly EventMetadata Me = new("person", "maren");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.Execute($"{new RawSql(Tally.Table)}");
        await database.Execute($"{new RawSql(StreamSums.Table)}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_Marten_appended_is_folded_appended_to_projected_sealed_and_verified()
    {
        var stream = Guid.NewGuid();
        await Stream(stream, 4, "account");
        await Event(
            stream, 1, "account_opened", """{"Reference": "A-1", "BalanceMinor": 100}""",
            dotnet: "HybridBpo.Events.Tests.AccountOpened, HybridBpo.EventStore.Tests");
        await Event(
            stream, 2, "money_paid", """{"AmountMinor": 30}""",
            dotnet: "Sales.MoneyPaid, Sales, Version=1.2.3.4, Culture=neutral, PublicKeyToken=null",
            headers: """{"user": {"id": 7}, "roles": ["a", "b"], "actor_id": "maren", "n": 1, "none": null}""", correlation: "c", causation: "d");
        await Event(stream, 3, "money_paid", """{"AmountMinor": 20}""", archived: null);
        await Event(stream, 4, "archived", """{"Reason": "closed"}""", dotnet: "JasperFx.Events.Archived, JasperFx.Events");

        var store = database.Store();
        var read = await store.FetchStreamAsync(Tenant, stream, ct: Ct);
        Assert.Equal([1L, 2, 3, 4], read.Select(e => e.Version));
        Assert.Equal(("c", "d", "maren", "{\"id\": 7}", "1"), (
            read[1].CorrelationId, read[1].CausationId, read[1].Headers["actor_id"], read[1].Headers["user"], read[1].Headers["n"]));
        Assert.Equal((null, null, 0), (read[0].CorrelationId, read[0].CausationId, read[0].Headers.Count));
        var account = (await store.AggregateStreamAsync<Account>(Tenant, stream, ct: Ct))!;
        Assert.Equal(("A-1", 50, 2, 4), (account.Reference, account.BalanceMinor, account.Payments, account.Version));

        var session = store.OpenSession(Tenant, Me);
        var writing = await session.FetchForWriting<Account>(stream, Ct);
        writing.AppendOne(new MoneyPaid(10));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        var any = store.OpenSession(Tenant, Me);
        any.Append(stream, new MoneyPaid(5));
        Assert.IsType<SaveOutcome.Saved>(await any.SaveChangesAsync(Ct));
        var late = store.OpenSession(Tenant, Me);
        late.Append(stream, 4, new MoneyPaid(1));
        Assert.Equal(new SaveOutcome.VersionConflict(stream, 4, 6), await late.SaveChangesAsync(Ct));

        await new ProjectionDaemon(store, [new Tally("of-marten"), new StreamSums()]).CatchUpAsync(Ct);
        Assert.Equal(65, await database.Scalar<long>($"select total from public.stream_sums where stream = {stream}"));
        await Verified(store);
    }

    [Fact]
    public async Task A_stream_that_Marten_started_without_a_type_is_like_any_other()
    {
        var stream = Guid.NewGuid();
        await database.Execute($"insert into events.mt_streams (tenant_id, id, version) values ({Tenant}, {stream}, 1)");
        await Event(stream, 1, "note_taken", """{"Note": "written in the open"}""");
        var store = database.Store();
        Assert.Equal(["written in the open"], (await store.AggregateStreamAsync<Notebook>(Tenant, stream, ct: Ct))!.Notes);
        var session = store.OpenSession(Tenant, Me);
        session.Append(stream, 1, new NoteTaken("and encrypted"));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        Assert.Equal(["written in the open", "and encrypted"], (await store.AggregateStreamAsync<Notebook>(Tenant, stream, ct: Ct))!.Notes);
    }

    [Fact]
    public async Task Tombstones_of_Marten_stop_neither_projections_nor_seals_nor_the_mark()
    {
        var (store, stream) = (database.Store(), Guid.NewGuid());
        await Stream(stream, 0, null);
        var tombstone = await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
        await Event(stream, tombstone, "tombstone", "{}", dotnet: "JasperFx.Events.Tombstone, JasperFx.Events", seq: tombstone);
        await new ProjectionDaemon(store, [new Tally("past-tombstones"), new StreamSums()]).CatchUpAsync(Ct);
        await Verified(store);
    }

    [Fact]
    public async Task Kinds_that_only_Marten_knows_pass_by_and_a_fold_over_one_says_so()
    {
        var (store, stream) = (database.Store(), Guid.NewGuid());
        await Stream(stream, 2, "order");
        await Event(stream, 1, "order_placed", """{"Total": {"Value": 3, "Enum": 2}}""", dotnet: "Shop.Order+Placed, Shop");
        await Event(stream, 2, "money_paid", """{"AmountMinor": 4}""");
        await new ProjectionDaemon(store, [new Tally("past-unknown"), new StreamSums()]).CatchUpAsync(Ct);
        Assert.Equal(4, await database.Scalar<long>($"select total from public.stream_sums where stream = {stream}"));
        var error = await Assert.ThrowsAsync<UnreadableEvent>(() => store.AggregateStreamAsync<Account>(Tenant, stream, ct: Ct));
        Assert.Contains($"Event 1 of stream {stream} is of the kind 'order_placed', which is not registered", error.Message);
        Assert.True(error.IsOfUnknownKind);
        await Verified(store);
    }

    [Fact]
    public async Task Progress_that_Marten_wrote_is_where_ours_goes_on()
    {
        var store = database.Store();
        for (var i = 0; i < 4; i++)
        {
            var session = store.OpenSession(Tenant, Me);
            session.StartStream<Account>(Guid.CreateVersion7(), new MoneyPaid(1));
            await session.SaveChangesAsync(Ct);
        }

        var last = await database.Scalar<long>($"select last_value from events.mt_events_sequence");
        await database.Execute(
            $"""
            insert into events.mt_event_progression (name, last_seq_id, last_updated) values
            ('taken-over:All', {last - 2}, transaction_timestamp()), ('taken-over:V2:All', {last - 1}, transaction_timestamp())
            """);
        var (first, second) = (new Tally("taken-over"), new Tally("taken-over", 2));
        await new ProjectionDaemon(store, [first, second]).CatchUpAsync(Ct);
        Assert.Equal(2, await database.Scalar<long>($"select count(*) from public.tally where projection = 'taken-over' and version = 1"));
        Assert.Equal(1, await database.Scalar<long>($"select count(*) from public.tally where projection = 'taken-over' and version = 2"));
        var names = await database.Scalar<string[]>(
            $"select array_agg(name order by name) from events.mt_event_progression where name like 'taken-over%' or name = 'HighWaterMark'");
        Assert.Equal(["HighWaterMark", "taken-over:All", "taken-over:V2:All"], names.Order(StringComparer.Ordinal));
        Assert.Equal(last, await database.Scalar<long>($"select last_seq_id from events.mt_event_progression where name = 'HighWaterMark'"));
    }

    [Fact]
    public async Task What_we_write_is_field_by_field_what_Marten_reads()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 30, 15, 123, TimeSpan.FromHours(2)).AddMicroseconds(456);
        var (store, stream) = (database.Store(o => o.Events.Add(typeof(Everything)), new HybridBpo.Testing.FakeClock(at)), Guid.CreateVersion7());
        var session = store.OpenSession(Tenant, new EventMetadata("person", "maren"));
        session.StartStream<Account>(
            stream,
            new Everything(
                "text \" é", null, true, 7, null, 12_345_678_901L, 0.1, 12.50m, stream, at, new DateOnly(2026, 2, 28), new TimeOnly(23, 59, 58),
                [1, 2], ["x"], new Dictionary<string, string> { ["Key"] = "v" }, new Inner("deep", null)));
        await session.SaveChangesAsync(Ct);

        var row = await database.Scalar<string>($"select row_to_json(e)::text from events.mt_events e where stream_id = {stream}");
        using var json = JsonDocument.Parse(row);
        var found = json.RootElement;
        Assert.Equal(
            ["seq_id", "id", "stream_id", "version", "data", "bdata", "type", "timestamp", "tenant_id", "mt_dotnet_type", "correlation_id",
                "causation_id", "headers", "is_archived"],
            found.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("everything", "fernbrook", 1, false), (
            Text("type"), Text("tenant_id"), found.GetProperty("version").GetInt64(), found.GetProperty("is_archived").GetBoolean()));
        Assert.Equal("HybridBpo.Events.Tests.MartenRowsTests+Everything, HybridBpo.EventStore.Tests", Text("mt_dotnet_type"));
        Assert.All(["bdata", "correlation_id", "causation_id"], name => Assert.Equal(JsonValueKind.Null, found.GetProperty(name).ValueKind));
        Assert.Equal(at, DateTimeOffset.Parse(Text("timestamp"), System.Globalization.CultureInfo.InvariantCulture));
        var data = found.GetProperty("data");
        Assert.Equal(
            typeof(Everything).GetProperties().Select(p => p.Name).Order(), data.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(
            ("text \" é", JsonValueKind.Null, JsonValueKind.True, "7", "12345678901", "0.1", "12.50", stream, "2026-03-01T12:30:15.123456+02:00"),
            (data.GetProperty("Text").GetString(), data.GetProperty("None").ValueKind, data.GetProperty("Yes").ValueKind, Raw("Small"), Raw("Big"),
                Raw("Real"), Raw("Exact"), data.GetProperty("Id").GetGuid(), data.GetProperty("At").GetString()));
        Assert.Equal(("\"2026-02-28\"", "\"23:59:58\"", "\"AQI=\"", """["x"]""", """{"Key": "v"}""", """{"Not": null, "Deep": "deep"}"""), (
            Raw("Day"), Raw("Hour"), Raw("Bytes"), Raw("List").Replace(" ", ""), Spaced("Map"), Spaced("Inside")));
        Assert.Equal("""{"actor_id": "maren", "actor_kind": "person"}""", await database.Scalar<string>(
            $"select headers::text from events.mt_events where stream_id = {stream}"));
        Assert.Equal("account 1 f t t", await database.Scalar<string>(
            $"""
            select concat_ws(' ', type, version, case when is_archived then 't' else 'f' end, case when timestamp = {at} then 't' end,
                case when created = {at} then 't' end) from events.mt_streams where id = {stream}
            """));

        string Text(string name) => found.GetProperty(name).GetString()!;
        string Raw(string name) => data.GetProperty(name).GetRawText();
        string Spaced(string name) => Raw(name).Replace(":", ": ").Replace(":  ", ": ").Replace(",", ", ").Replace(",  ", ", ");
    }

    private static async Task Verified(EventStore store)
    {
        await new Sealer(store).SealAsync(Tenant, Ct);
        var found = await new LogVerifier(store).VerifyAsync(Tenant, ct: Ct);
        Assert.Equal((true, null, 0L), (found.Ok, found.Problem, found.Unsealed));
    }

    private Task Stream(Guid stream, long version, string? type) => database.Execute(
        $"""
        insert into events.mt_streams (tenant_id, id, type, version, is_archived) values ({Tenant}, {stream}, {type}::varchar, {version}, null)
        """);

    private async Task Event(
        Guid stream, long version, string type, string data, string? dotnet = null, string? headers = null, string? correlation = null,
        string? causation = null, bool? archived = false, long? seq = null) => await database.Execute(
        $"""
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id,
            headers, is_archived)
        values (coalesce({seq}::bigint, nextval('events.mt_events_sequence')), {Guid.NewGuid()}, {stream}, {version}, {data}::jsonb, {type}, now(),
            {Tenant}, {dotnet}::varchar, {correlation}::varchar, {causation}::varchar, {headers}::jsonb, {archived}::bool)
        """);

    public sealed record Everything(
        string Text, string? None, bool Yes, int Small, int? NoNumber, long Big, double Real, decimal Exact, Guid Id, DateTimeOffset At, DateOnly Day,
        TimeOnly Hour, byte[] Bytes, IReadOnlyList<string> List, IReadOnlyDictionary<string, string> Map, Inner Inside);

    public sealed record Inner(string Deep, string? Not);
}
