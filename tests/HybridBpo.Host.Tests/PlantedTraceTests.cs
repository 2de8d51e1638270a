using System.Text;
using HybridBpo.Events;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Host.Tests;

/// <summary>A trace of somebody, planted in every column, file and log that there is: the proof finds each, and never says it is done.</summary>
public sealed class PlantedTraceTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Client = "fernbrook", Mail = "p@example.com";

    private static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), [Client], [Roles.Compliance]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record Column(string Table, string Name, string Type);

    [Fact]
    public async Task In_whatever_column_of_whatever_table_it_is_found()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var app = host.Build(database.ConnectionString, Composition.Modules);
        var who = await CandidateAsync(app.Services, "PL4N");
        var columns = await PlantAsync(database);
        Assert.True(columns.Count > 250, $"{columns.Count} columns");

        var proof = (await app.Services.GetRequiredService<ErasePeople>().EraseAsync(
            Clara, Client, who, "request", Ct, told: SubjectTraces.Told(Mail))).Value;

        var scan = proof.Scan!;
        var found = scan.Hits.Concat(scan.Others).Select(place => place.Place).ToHashSet();
        Assert.Empty(columns.Select(c => $"{c.Table}.{c.Name}").Except(found));
        Assert.Equal(ErasureStates.Incomplete, proof.State);
        Assert.DoesNotContain(Mail, System.Text.Json.JsonSerializer.Serialize(proof));
    }

    [Fact]
    public async Task In_whatever_file_mail_or_log_it_is_found()
    {
        var services = host.App.Services;
        var (who, other) = (await CandidateAsync(services, "F1L3"), Guid.CreateVersion7());
        var files = services.GetRequiredService<FileStore>();
        var (resume, shared) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await files.PutAsync(Access.System("test"), new NewFile(resume, Client, other, "cv.txt", "text/plain"), Bytes($"Friend: {Mail}"), Ct);
        await files.PutAsync(Access.System("test"), new NewFile(shared, Client, shared, "all.csv", "text/csv"), Bytes($"ref,mail\nX-1,{Mail}\n"), Ct);
        var mail = Guid.CreateVersion7();
        var box = await services.GetRequiredService<EventStore>().Boxes.SealAsync(
            Client, other, Encoding.UTF8.GetBytes($"Dear {Mail}"), $"captured-mail|{mail:D}", Ct);
        await services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            insert into platform.captured_mails (client_id, delivery_id, subject_id, sealed, captured_at)
            values ({Client}, {mail}, {other}, {box}, now())
            """, Ct);
        var temporary = Directory.CreateTempSubdirectory("hybridbpo-resume-");
        string[] onDisk = ["postgres/log", "send-journal/day.jsonl", "of-tomorrow/any.bin"];
        foreach (var name in onDisk)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(host.DataFolder, name))!);
            await File.WriteAllTextAsync(Path.Combine(host.DataFolder, name), $"line\nDETAIL: Key (value)=({Mail}) exists\n", Ct);
        }

        await File.WriteAllTextAsync(
            Path.Combine(temporary.FullName, "resume.pdf"), Convert.ToBase64String(Encoding.UTF8.GetBytes($"to {Mail}")), Ct);
        // What a host of a version before buffered of an upload, and left when it was killed.
        var buffered = Path.Combine(Path.GetTempPath(), $"ASPNETCORE_{Guid.NewGuid()}.tmp");
        await File.WriteAllTextAsync(buffered, $"account_ref,email\nX-1,{Mail}\n", Ct);
        File.SetLastWriteTimeUtc(buffered, DateTime.UnixEpoch);
        try
        {
            var proof = (await services.GetRequiredService<ErasePeople>().EraseAsync(
                Clara, Client, who, "request", Ct, told: SubjectTraces.Told(Mail))).Value;
            Assert.Equal(ErasureStates.Incomplete, proof.State);
            Assert.Equal(
                [.. onDisk.Append(Path.Combine(temporary.Name, "resume.pdf")).Append(Path.GetFileName(buffered)).Order()],
                proof.Scan!.Hits.Select(hit => hit.Place).Order());
            Assert.Equal(
                new[] { $"captured mail {other:D}", $"stored file {other:D}", $"stored file of many people {shared:D} line 2" },
                proof.Scan.Others.Select(o => $"{o.Place} {o.Record}").Order());

            // What was found is mended, and it is carried out again: only then it is done.
            foreach (var name in onDisk) File.Delete(Path.Combine(host.DataFolder, name));
            temporary.Delete(recursive: true);
            File.Delete(buffered);
            Assert.Equal(ErasureStates.Done, (await services.GetRequiredService<ErasePeople>().EraseAsync(
                Clara, Client, who, "request", Ct, told: SubjectTraces.Told(Mail))).Value.State);
        }
        finally
        {
            File.Delete(buffered);
            if (Directory.Exists(temporary.FullName)) temporary.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task In_the_samples_that_the_database_keeps_of_rows_that_are_gone_it_is_found_and_forgotten()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var app = host.Build(database.ConnectionString, Composition.Modules);
        await app.Services.AddClientAsync(Client, Ct);
        var who = await CandidateAsync(app.Services, "S4MP");
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        // One table is empty afterwards, so that nothing is sampled anew; the other holds rows of others.
        string[] tables =
        [
            "inbox.drafts (client_id, case_id, user_id, draft, saved_at)", "platform.messages (client_id, id, kind, json, not_before)",
        ];
        foreach (var table in tables)
            await RunAsync(connection, $$"""
                set app.clients = '*';
                insert into {{table}} select 'fernbrook', gen_random_uuid(), 'u', '{"note": "call {{Mail}}"}', now() from generate_series(1, 50)
                """);
        await RunAsync(connection, "analyze inbox.drafts; analyze platform.messages; delete from inbox.drafts; delete from platform.messages");
        await RunAsync(connection, """
            insert into platform.messages (client_id, id, kind, json, not_before)
            select 'fernbrook', gen_random_uuid(), 'u', '{"note": "of nobody"}', now() + interval '1 day' from generate_series(1, 50)
            """);
        Assert.Equal(2, await SampledAsync(connection));

        var proof = (await app.Services.GetRequiredService<ErasePeople>().EraseAsync(
            Clara, Client, who, "request", Ct, told: SubjectTraces.Told(Mail))).Value;

        Assert.True(proof.State == ErasureStates.Done, string.Join("\n", proof.Scan!.Hits));
        Assert.Equal(0, await SampledAsync(connection));
        Assert.DoesNotContain(proof.Scan!.Missed!, what => what.Contains("samples", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_samples_that_stay_it_is_a_hit()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var app = host.Build(database.ConnectionString, Composition.Modules);
        await app.Services.AddClientAsync(Client, Ct);
        var who = await CandidateAsync(app.Services, "ST4Y");
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        // A table of others that only tidies up by hand: its samples are of rows that are gone, and new ones are not taken.
        await RunAsync(connection, """
            create table public.kept (client_id text, said text);
            alter table public.kept enable row level security;
            alter table public.kept force row level security;
            create policy kept_all on public.kept using (said is not null);
            """);
        await RunAsync(
            connection, $"insert into public.kept select 'fernbrook', 'to {Mail}' from generate_series(1, 50); analyze public.kept");
        await RunAsync(connection, "delete from public.kept");
        var proof = (await app.Services.GetRequiredService<ErasePeople>().EraseAsync(
            Clara, Client, who, "request", Ct, told: SubjectTraces.Told(Mail))).Value;
        // A column that a policy names cannot be altered.
        Assert.Equal("pg_stats of public.kept.said", Assert.Single(proof.Scan!.Hits).Place);
        Assert.Equal(ErasureStates.Incomplete, proof.State);
    }

    // As the planner knows them, whatever guards the rows.
    private static async Task<long> SampledAsync(NpgsqlConnection connection)
    {
        await using var undone = await connection.BeginTransactionAsync(Ct);
        await RunAsync(connection, "alter table inbox.drafts no force row level security; alter table platform.messages no force row level security");
        await using var command = new NpgsqlCommand($"""
            select count(*) from pg_stats where schemaname in ('inbox', 'platform') and most_common_vals::text like '%{Mail}%'
            """, connection);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<Guid> CandidateAsync(IServiceProvider services, string code)
    {
        var (who, requisition) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with position as (insert into hro.requisitions (client_id, requisition_id, reference, title, state, opened_by, opened_at)
                values ({Client}, {requisition}, {"R-" + code}, 'Claims handler', 'open', 'x', now()))
            insert into hro.applications (client_id, application_id, requisition_id, code, state, applied_at, changed_at)
            values ({Client}, {who}, {requisition}, {code}, 'screened', now(), now())
            """, Ct);
        return who;
    }

    // One row for each table, with the trace in every column that can hold it; what a table refuses is taken away first.
    private static async Task<List<Column>> PlantAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        await RunAsync(connection, """
            set app.clients = '*';
            do $$ declare r record; begin
              for r in select conrelid::regclass as t, conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
                       where contype in ('c', 'f') and n.nspname not in ('pg_catalog', 'information_schema') loop
                execute format('alter table %s drop constraint if exists %I cascade', r.t, r.conname);
              end loop;
              for r in select tgrelid::regclass as t, tgname from pg_trigger where not tgisinternal loop
                execute format('drop trigger %I on %s', r.tgname, r.t);
              end loop;
            end $$;
            """);
        var columns = new List<Column>();
        await using (var command = new NpgsqlCommand("""
            select n.nspname || '.' || c.relname, a.attname, t.typname
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
              and not a.attisdropped and a.attidentity = '' and a.attgenerated = '' join pg_type t on t.oid = a.atttypid
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1, a.attnum
            """, connection))
        await using (var rows = await command.ExecuteReaderAsync(Ct))
            while (await rows.ReadAsync(Ct)) columns.Add(new Column(rows.GetString(0), rows.GetString(1), rows.GetString(2)));
        foreach (var table in columns.GroupBy(c => c.Table)) await RunAsync(connection, $"""
            insert into {table.Key} ({string.Join(", ", table.Select(c => $"\"{c.Name}\""))}) values ({string.Join(", ", table.Select(Value))})
            """);
        return [.. columns.Where(c => Value(c).Contains(Mail, StringComparison.Ordinal))];
    }

    private static string Value(Column column) => column switch
    {
        { Name: "client_id" or "tenant_id" } => $"'{Client}'",
        { Type: "text" or "varchar" or "bpchar" or "name" } => $"'{Mail}'",
        { Type: "jsonb" or "json" } => $"to_jsonb('a word to {Mail}'::text)",
        { Type: "_text" or "_varchar" } => $"array['x', '{Mail}']",
        { Type: "bytea" } => $"'\\x000102'::bytea || convert_to(' {Mail} ', 'UTF8')",
        { Type: "uuid" } => "gen_random_uuid()",
        { Type: "_uuid" or "_int8" or "_int4" } => "'{}'",
        { Type: "bool" } => "false",
        { Type: "date" or "timestamptz" or "timestamp" or "time" } => "now()",
        _ => "1",
    };

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
