using HybridBpo.Events;
using HybridBpo.Platform.Scanning;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>
/// Tables of others in the same database. An administrator's <c>secret.notes</c>, which the product's role may not read, once broke an erasure with a
/// bare 42501 when the names were gone already.
/// </summary>
public sealed class ClosedTablesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Mail = "olga.closed@example.com", Name = "Olga Closed";

    private static readonly Guid Other = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_product_may_not_read_is_said_before_and_leaves_the_proof_open_until_it_may()
    {
        await AdministerAsync($"create schema secret; create table secret.notes (t text); insert into secret.notes values ('to {Mail}')");
        await using var services = TestPlatform.Build(database, (collection, _) => ErasingProcess.Add(collection, ErasingProcess.Nowhere));
        await services.AddClientAsync(ErasingProcess.Client, Ct);
        var (who, people) = (await PlaceAsync(services), services.GetRequiredService<ErasePeople>());
        Assert.Contains("secret.notes", Assert.Single(await people.ClosedAsync(ErasingProcess.Clara, Ct)));

        var first = await EraseAsync("");

        Assert.Equal((ErasureStates.Unproven, 1L, 0), (first.State, first.Keys, first.Scan!.Hits.Count));
        Assert.Contains("may not read 1 table (secret.notes)", Assert.Single(first.Scan.Missed!));
        Assert.True(first.Scan.Tables > 20);
        Assert.IsType<NothingToLookFor>((await people.EraseAsync(ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct)).Refusal);

        // Whoever may read it finds what stands there, and only without it all is proven.
        await AdministerAsync($"grant usage on schema secret to {Role}; grant select on secret.notes to {Role}");
        Assert.Empty(await people.ClosedAsync(ErasingProcess.Clara, Ct));
        var found = await EraseAsync(Mail + "\n" + Name);
        Assert.Equal((ErasureStates.Incomplete, "secret.notes.t"), (found.State, Assert.Single(found.Scan!.Hits).Place));
        await AdministerAsync("truncate secret.notes");
        Assert.Equal(ErasureStates.Done, (await EraseAsync(Mail + "\n" + Name)).State);
        await AdministerAsync("drop schema secret cascade");

        async Task<ErasureProof> EraseAsync(string told) => (await people.EraseAsync(
            ErasingProcess.Clara, ErasingProcess.Client, who, "request", Ct, told: SubjectTraces.Told(told))).Value;
    }

    [Fact]
    public async Task Every_other_way_to_keep_something_from_the_product_is_named_and_stops_nothing()
    {
        await using var house = await BackupHouse.StartAsync();
        var stranger = $"stranger_{Guid.NewGuid():N}";
        await AdministerAsync($"""
            create schema others; grant usage on schema others to {Role};
            create table others.some (open text, closed text); grant select (open) on others.some to {Role};
            create table others.hidden (t text); grant select on others.hidden to {Role};
            alter table others.hidden enable row level security; create policy none on others.hidden using (false);
            create foreign data wrapper nothing; create server nowhere foreign data wrapper nothing;
            create foreign table others.far (t text) server nowhere; grant select on others.far to {Role};
            create table others.numbers (n int);
            create function others.never(text) returns text language plpgsql immutable as 'begin return 1 / 0; end';
            create materialized view others.unfilled as select others.never('x') as t with no data; grant select on others.unfilled to {Role};
            create table others.plain (t text); grant select on others.plain to {Role}; insert into others.plain values ('to {Mail}');
            create role {stranger} nologin; grant {stranger} to {Role}; create table others.forced (t text);
            alter table others.forced owner to {stranger}; alter table others.forced enable row level security, force row level security;
            create policy none on others.forced using (false);
            create table others.ours (t text); alter table others.ours owner to {Role};
            alter table others.ours enable row level security, force row level security; create policy none on others.ours using (false)
            """, house.Database);

        var scan = await house.Get<ErasureScanner>().RunAsync(BackupHouse.Client, Guid.CreateVersion7(), SubjectTraces.Told(Mail), null, Ct);

        Assert.Equal("others.plain.t", Assert.Single(scan.Hits).Place);
        Assert.Collection(scan.Missed!,
            right => Assert.Contains("may not read 1 table (others.some)", right),
            rows => Assert.Contains("may hide rows of 3 tables (others.forced, others.hidden, others.ours)", rows));
        Assert.Single(scan.NotRead, what => what.StartsWith("1 table (others.far), foreign", StringComparison.Ordinal));
        await AdministerAsync($"drop schema others cascade; drop role {stranger}", house.Database);
    }

    [Fact]
    public async Task What_is_read_is_not_taken_for_something_else_because_of_its_types_or_its_heirs()
    {
        await using var house = await BackupHouse.StartAsync();
        await house.ExecuteAsync($"""
            create schema typed; create domain typed.date as text; create domain typed.blob as bytea; create domain typed.deep as typed.blob;
            create table typed.odd (d typed.date, b typed.deep); insert into typed.odd values ('to {Mail}', null), (null, 'to {Mail}');
            create table typed.above (person_id uuid, t text); create table typed.below () inherits (typed.above);
            insert into typed.above values ('{Guid.NewGuid()}', 'x'); insert into typed.below values ('{Other}', 'to {Mail}')
            """);

        var scan = await house.Get<ErasureScanner>().RunAsync(BackupHouse.Client, Guid.CreateVersion7(), SubjectTraces.Told(Mail), null, Ct);

        Assert.Equal(["typed.odd.b", "typed.odd.d"], scan.Hits.Select(hit => hit.Place).Order());
        Assert.Equal("typed.below.t", Assert.Single(scan.Others).Place);
    }

    [Fact]
    public async Task A_table_that_goes_away_or_changes_its_name_meanwhile_stops_nothing_and_what_it_holds_is_found()
    {
        await using var house = await BackupHouse.StartAsync();
        await house.ExecuteAsync($"""
            create schema a; create table a.first (t text); insert into a.first values ('x');
            create schema z; create table z.going (t text); create table z.moving (t text); insert into z.moving values ('to {Mail}')
            """);
        var changed = 0;
        var scan = await house.Get<ErasureScanner>().RunAsync(
            BackupHouse.Client, Guid.CreateVersion7(), SubjectTraces.Told(Mail), new AtOnce(() =>
            {
                if (changed++ == 0)
                    house.ExecuteAsync("drop table z.going; alter table z.moving rename to moved").GetAwaiter().GetResult();
            }), Ct);

        Assert.True(changed > 0);
        Assert.Equal("z.moved.t", Assert.Single(scan.Hits).Place);
        Assert.Empty(scan.Missed!);
    }

    [Fact]
    public async Task A_table_that_others_hold_all_the_time_is_named_and_not_waited_for_without_end()
    {
        await using var house = await BackupHouse.StartAsync();
        await house.ExecuteAsync("create table public.held (t text)");
        await using var holder = new NpgsqlConnection(house.Database.ConnectionString);
        await holder.OpenAsync(Ct);
        await using var held = await holder.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("lock table public.held in access exclusive mode", holder, held);
        await hold.ExecuteNonQueryAsync(Ct);
        var scanner = house.Get<ErasureScanner>();
        scanner.Patience = TimeSpan.FromSeconds(1);

        var scan = await scanner.RunAsync(BackupHouse.Client, Guid.CreateVersion7(), SubjectTraces.Told(Mail), null, Ct);

        Assert.Contains(
            scan.Missed!, what => what.StartsWith("others held or changed them all the time: 1 table (public.held)", StringComparison.Ordinal));
    }

    private static async Task<Guid> PlaceAsync(IServiceProvider services)
    {
        var (who, data) = (Guid.CreateVersion7(), services.GetRequiredService<Database>());
        foreach (var sql in new FormattableString[]
        {
            $"create schema if not exists played", $"create table if not exists played.people (id uuid, name text, mail text)",
            $"create table if not exists played.notes (person_id uuid, text text)", $"insert into played.people values ({who}, {Name}, {Mail})",
        })
            await data.ExecuteAsync(Access.System("test"), sql, Ct);
        await services.GetRequiredService<EventStore>().Boxes.SealAsync(ErasingProcess.Client, who, "x"u8.ToArray(), "note", Ct);
        return who;
    }

    private string Role => new NpgsqlConnectionStringBuilder(database.ConnectionString).Username!;

    // As the administrator of the tests' own server.
    private async Task AdministerAsync(string sql, TestDatabase? other = null)
    {
        var password = Path.Combine(Repository.Root, "artifacts", "testdb", "postgres", "admin-password");
        Assert.SkipUnless(File.Exists(password) && Environment.GetEnvironmentVariable(TestServer.Variable) is not { Length: > 0 },
            "An outside server is used, whose administrator the tests do not know.");
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder((other ?? database).ConnectionString)
        {
            Username = AppRole.Admin,
            Password = (await File.ReadAllTextAsync(password, Ct)).Trim(),
            Pooling = false,
        }.ConnectionString);
        await admin.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private sealed class AtOnce(Action act) : IProgress<ErasureProgress>
    {
        public void Report(ErasureProgress value) => act();
    }
}
