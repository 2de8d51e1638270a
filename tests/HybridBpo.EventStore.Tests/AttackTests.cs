namespace HybridBpo.Events.Tests;

/// <summary>
/// Somebody with every right in the database and without the key of the seals, against a client that holds an older checkpoint file: each edit of
/// rows is found and names the first event that is not as it was, with the seals left as they are and with all of them made anew.
/// </summary>
public sealed class AttackTests(AttackedLog log) : IClassFixture<AttackedLog>, IAsyncLifetime
{
    private const string Copy = "insert into events.mt_events select * from jsonb_populate_record(null::events.mt_events, (select to_jsonb(e)";

    private const string NoRules =
        "alter table events.mt_events drop constraint pkey_mt_events_seq_id; drop index events.pk_mt_events_stream_and_version; ";

    /// What is done, in SQL; the event that is to be named, or none. a0 to a5 are in three blocks of the file, a6 and a7 in a later one, a8 in none;
    /// b0 to b8 are another client's between them. x and y are the clients, s and t streams of x, u one of y.
    public static TheoryData<string, string> Edits => new()
    {
        { "update events.mt_events set data = '{\"AmountMinor\": 777}' where seq_id = a2", "a2" },
        { "update events.mt_events set headers = headers || '{\"actor_id\": \"me\"}' where seq_id = a0", "a0" },
        { "update events.mt_events set timestamp = timestamp - interval '1 day' where seq_id = a5", "a5" },
        { "update events.mt_events set type = 'account_opened' where seq_id = a3", "a3" },
        { "update events.mt_events set id = gen_random_uuid() where seq_id = a1", "a1" },
        { "update events.mt_events set correlation_id = null, causation_id = null where seq_id = a4", "a4" },
        { "update events.mt_events set stream_id = 't', version = 99 where seq_id = a2", "a2" },
        { "update events.mt_events set tenant_id = 'y' where seq_id = a2", "a2" },
        { "update events.mt_events set tenant_id = null where seq_id = a2", "a2" },
        { "update events.mt_events set tenant_id = 'x' where seq_id = b2", "b2" },
        { "update events.mt_events set version = version + 100 where seq_id in (a0, a2); update events.mt_events set version = "
            + "case seq_id when a0 then (select version - 100 from events.mt_events where seq_id = a2) "
            + "else (select version - 100 from events.mt_events where seq_id = a0) end where seq_id in (a0, a2)", "a0" },
        { "update events.mt_events set seq_id = -seq_id where seq_id in (a1, a4); update events.mt_events set seq_id = "
            + "case seq_id when -a1 then a4 else a1 end where seq_id in (-a1, -a4)", "a1" },
        { "update events.mt_events set seq_id = -seq_id where seq_id in (a1, b1); update events.mt_events set seq_id = "
            + "case seq_id when -a1 then b1 else a1 end where seq_id in (-a1, -b1)", "a1" },
        { "delete from events.mt_events where seq_id = a0", "a0" },
        { "delete from events.mt_events where seq_id = a3", "a3" },
        { "delete from events.mt_events where tenant_id = 'x' and seq_id >= a4; delete from events.es_seals where client_id = 'x' and block > 2",
            "a4" },
        { "delete from events.mt_events where tenant_id = 'x' and seq_id >= a5; update events.mt_streams set version = (select count(*) "
            + "from events.mt_events e where e.stream_id = id) where tenant_id = 'x'", "a5" },
        { "delete from events.mt_events where tenant_id = 'x'; delete from events.mt_streams where tenant_id = 'x'; "
            + "delete from events.es_seals where client_id = 'x'", "a0" },
        { Copy + " || '{\"seq_id\": -5, \"version\": 90}' from events.mt_events e where seq_id = a2))", "-5" },
        { Copy + " || '{\"seq_id\": 0, \"version\": 90}' from events.mt_events e where seq_id = a2))", "0" },
        { "delete from events.mt_events where seq_id = b2; " + Copy
            + " || '{\"seq_id\": b2, \"version\": 90}' from events.mt_events e where seq_id = a2))", "b2" },
        { "delete from events.mt_events where seq_id in (a2, b2); with e as (select * from public.kept where seq_id = a2) "
            + "insert into events.mt_events "
            + "select r.* from e, jsonb_populate_record(null::events.mt_events, to_jsonb(e) || '{\"seq_id\": b2}') r", "a2" },
        { "update events.mt_events set tenant_id = case tenant_id when 'x' then 'y' else 'x' end; "
            + "update events.mt_streams set tenant_id = case tenant_id when 'x' then 'y' else 'x' end", "a0" },
        { "update events.mt_events set tenant_id = case tenant_id when 'x' then 'y' else 'x' end; "
            + "update events.es_seals set block = block + 1000 where client_id = 'y'; "
            + "update events.es_seals set client_id = 'y' where client_id = 'x'; "
            + "update events.es_seals set client_id = 'x', block = block - 1000 where block > 1000", "a0" },
        { "update events.mt_events set bdata = '\\x01' where seq_id = a2", "a2" },
        { "update events.mt_events set bdata = '\\x01' where seq_id = a2; delete from events.mt_streams where tenant_id = 'x'", "a2" },
        { "delete from events.mt_streams where tenant_id = 'x' and id = 's'", "a0" },
        { "update events.mt_streams set id = gen_random_uuid() where tenant_id = 'x' and id = 's'", "a0" },
        { "update events.mt_streams set tenant_id = 'y' where tenant_id = 'x' and id = 's'", "a0" },
        { "update events.mt_streams set version = version - 1 where tenant_id = 'x' and id = 's'", "a8" },
        { "insert into events.mt_streams (id, tenant_id, version) values (gen_random_uuid(), 'x', 3)", "" },
        { "alter table events.mt_events drop constraint pkey_mt_events_seq_id; drop index events.pk_mt_events_stream_and_version; "
            + "insert into events.mt_events select * from events.mt_events where seq_id = a2", "a2" },
    };

    /// What is done to the seals alone.
    public static TheoryData<string> Seals =>
    [
        "delete from events.es_seals where client_id = 'x' and block = 2",
        "delete from events.es_seals where client_id = 'x'",
        "update events.es_seals set hash = sha256(hash) where client_id = 'x' and block = 2",
        "update events.es_seals set leaves = (select leaves from events.es_seals where client_id = 'y' and block = 1) "
            + "where client_id = 'x' and block = 1",
        "delete from events.es_seals where client_id = 'x'; update events.es_seals set client_id = 'x' where client_id = 'y'",
        "update events.es_seals set block = case block when 2 then 3000 else 2 end where client_id = 'x' and block in (2, 3); "
            + "update events.es_seals set block = 3 where block = 3000",
    ];

    /// What no seal covers; see the design, and README.
    public static TheoryData<string> NotCovered =>
    [
        "update events.mt_events set is_archived = true where tenant_id = 'x'",
        "update events.mt_streams set is_archived = true where tenant_id = 'x'",
        "update events.mt_events set mt_dotnet_type = 'Somebody.Elses, Assembly' where seq_id = a2",
        "update events.mt_streams set type = 'another' where tenant_id = 'x'",
        "update events.mt_streams set created = created - interval '1 year', timestamp = now() where tenant_id = 'x'",
        "update events.es_seals set sealed_at = now() - interval '1 year' where client_id = 'x'",
        "update events.mt_events set data = '{}' where seq_id = a6; delete from events.es_seals where client_id = 'x' and block = 4",
        "update events.mt_events set data = '{}' where seq_id = a8",
        "delete from events.mt_high_water_skips",
        "insert into events.es_seal_delays (client_id, after_seq, error, told) values ('x', 0, 'x', true)",
    ];

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task An_edit_of_rows_is_found_and_the_first_event_is_named(string sql, string named)
    {
        foreach (var anew in new[] { false, true })
        {
            await log.Attack(sql);
            if (anew)
                await log.SealAnew();
            var found = await log.Verify();
            Assert.Equal((false, named.Length == 0 ? null : log.Number(named)), (found.Ok, found.BadSeq));
            await log.Restore();
        }

        Assert.True((await log.Verify()).Ok);
    }

    [Theory]
    [MemberData(nameof(Seals))]
    public async Task An_edit_of_seals_is_found_and_the_file_alone_shows_that_the_events_are_as_they_were(string sql)
    {
        await log.Attack(sql);
        var found = await log.Verify();
        Assert.Equal((false, null), (found.Ok, found.BadSeq));
        Assert.EndsWith("are as they were, as far as the file tells: it keeps eight bytes of each one's hash.", found.Problem);

        // And where they are not, which is the first.
        await log.Attack("update events.mt_events set correlation_id = 'mine' where seq_id in (a3, a4)");
        found = await log.Verify();
        Assert.Equal((false, log.Number("a3")), (found.Ok, found.BadSeq));
        Assert.Contains("was changed.", found.Problem);
    }

    [Fact]
    public async Task Of_seals_that_were_cut_off_it_is_said_what_they_no_longer_prove_and_what_the_file_still_tells()
    {
        await log.Attack("delete from events.es_seals where client_id = 'x' and block > 2");
        Assert.Equal(
            $"The checkpoint has 3 blocks, the log only 2: the last seals were cut off. No seal proves the checkpoint's events after "
            + $"{log.Number("a3")} any more. The events themselves that the checkpoint covers are as they were, as far as the file tells: it keeps "
            + "eight bytes of each one's hash.",
            (await log.Verify()).Problem);
        await log.Attack("delete from events.mt_events where seq_id = a5");
        Assert.EndsWith(
            $"any more. The first that is not as it was, as far as the file tells: Event {log.Number("a5")} is missing.",
            (await log.Verify()).Problem);
    }

    [Theory]
    [InlineData("'{\"version\": 90}'")]
    [InlineData("'{\"version\": 1, \"stream_id\": \"00000000-0000-0000-0000-000000000001\"}'")]
    public async Task A_second_event_of_the_last_number_is_found(string other)
    {
        var sql = $"{NoRules}insert into events.mt_streams (id, tenant_id, version) values ('00000000-0000-0000-0000-000000000001', 'x', 1); "
            + $"{Copy} || {other} from events.mt_events e where seq_id = a7))";
        await log.Attack(sql);
        var found = await log.Verify();
        Assert.Equal((false, log.Number("a7")), (found.Ok, found.BadSeq));
        await log.SealAnew();
        Assert.False((await log.Verify()).Ok);
    }

    [Theory]
    [MemberData(nameof(NotCovered))]
    public async Task What_no_seal_covers_is_no_finding(string sql)
    {
        await log.Attack(sql);
        if (sql.Contains("block = 4", StringComparison.Ordinal))
            await log.SealAnew();
        var found = await log.Verify();
        Assert.Equal((true, null), (found.Ok, found.Problem));
    }

    [Fact]
    public async Task A_block_more_than_there_ever_were_is_found()
    {
        await log.Attack(
            """
            insert into events.es_seals select client_id, block + 1, first_seq, last_seq, events, leaves, previous, hash, sealed_at
            from events.es_seals where client_id = 'x' order by block desc limit 1
            """);
        Assert.Contains("The seal of block 5", (await log.Verify()).Problem);
    }

    [Fact]
    public async Task Whoever_takes_the_seal_keys_away_or_puts_their_own_there_hides_nothing_from_a_noted_fingerprint()
    {
        await log.Attack("update events.mt_events set data = '{}' where seq_id = a2; delete from events.es_seal_keys");
        await log.SealAnew();
        Assert.True((await log.Verify(noted: false)).Refused);
        Assert.Equal((false, log.Number("a2")), ((await log.Verify()).Refused, (await log.Verify()).BadSeq));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await log.Restore();
}
