using System.Diagnostics;
using HybridBpo.Platform;
using HybridBpo.Testing;

namespace HybridBpo.Host.Tests;

/// <summary>What the scripts make is pinned, and a database that differs from it is told apart by name.</summary>
public sealed class SchemaShapeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pinned_shape_is_what_the_scripts_make_of_an_empty_database()
    {
        var folder = Path.Combine(Repository.Root, "src", "HybridBpo.Host", "Sql", "Shape");
        var differs = new List<string>();
        foreach (var schema in Composition.Schemas.Select(s => s.Name))
        {
            var made = string.Join('\n', await SchemaShape.ReadAsync(database.ConnectionString, [schema], Ct)) + "\n";
            var (kept, received) = (Path.Combine(folder, $"{schema}.txt"), Path.Combine(folder, $"{schema}.received.txt"));
            if (File.Exists(kept) && await File.ReadAllTextAsync(kept, Ct) == made)
            {
                File.Delete(received);
                continue;
            }
            await File.WriteAllTextAsync(received, made, Ct);
            differs.Add($"{kept} is not what the scripts make: look at {received}, and rename it when it is right.");
        }
        Assert.Empty(differs);
        Assert.Equal(Composition.Schemas.Select(s => s.Name).Order(), ExpectedSchema.Lines.Keys.Order());
    }

    [Fact]
    public async Task A_database_as_the_scripts_make_it_is_compared_in_less_than_a_tenth_of_a_second_and_differs_in_nothing()
    {
        // Other tests share the machine: one undisturbed comparison tells.
        var times = new List<double> { double.MaxValue };
        for (var n = 0; n < 50 && times.Min() >= 100; n++)
        {
            var since = Stopwatch.GetTimestamp();
            var differences = await ExpectedSchema.CompareAsync(database.ConnectionString, Ct);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            Assert.Empty(differences.Breaking.Concat(differences.Doubtful).Concat(differences.Foreign));
        }
        Assert.True(times.Min() < 100, $"It took {times.Min():N0} ms.");
        TestContext.Current.SendDiagnosticMessage($"Compared in {times.Min():N0} ms.");
    }

    [Fact]
    public async Task What_breaks_us_refuses_the_start_and_is_named()
    {
        (string Change, string Words)[] changes =
        [
            ("alter table platform.files drop column content_type", "missing column platform.files.content_type (text not null)"),
            ("alter table platform.files alter column bytes type int",
                "changed column platform.files.bytes: integer not null instead of bigint not null"),
            ("alter table platform.files alter column expires_at set not null", "changed column platform.files.expires_at"),
            ("drop table platform.legal_holds", "missing table platform.legal_holds"),
            ("alter table platform.deliveries drop constraint deliveries_state_check",
                "missing constraint platform.deliveries.deliveries_state_check"),
            ("drop function events.es_refuse(varchar, uuid)", "missing function events.es_refuse(tenant character varying, stream uuid)"),
            ("create or replace function platform.keep_acts() returns trigger language plpgsql as 'begin return new; end'",
                "changed function platform.keep_acts()"),
            ("drop trigger acts_only_grow on platform.acts", "missing trigger platform.acts.acts_only_grow"),
            ("alter table platform.acts no force row level security", "changed table platform.acts: row security instead of row security forced"),
            ("create trigger swallow before insert on platform.files for each row execute function platform.keep_acts()",
                "extra trigger platform.files.swallow"),
            ("create rule forget as on insert to platform.secrets do instead nothing", "extra rule platform.secrets.forget"),
            ("alter table events.es_verifications disable trigger es_verifications_only_grow",
                "changed trigger events.es_verifications.es_verifications_only_grow"),
            ("create policy anybody on platform.acts using (true)", "extra policy platform.acts.anybody"),
            ("alter table platform.acts add column must int not null", "extra column platform.acts.must (integer not null)"),
            ("alter table events.mt_events drop column headers", "missing column events.mt_events.headers (jsonb)"),
            ("alter sequence events.mt_events_sequence cache 20", "changed sequence events.mt_events_sequence"),
            ("drop index events.pk_mt_events_stream_and_version", "missing unique index events.pk_mt_events_stream_and_version"),
        ];
        var differences = await ChangedAsync(changes.Select(c => c.Change));
        AssertSame(changes.Select(c => c.Words), differences.Breaking);
        Assert.Empty(differences.Foreign.Concat(differences.Doubtful));
        Assert.Contains("and 12 more (./run.sh doctor names all)", differences.Refusal!.Message);
    }

    [Fact]
    public async Task What_others_changed_in_the_event_tables_and_may_do_harm_is_said_apart()
    {
        (string Change, string Words)[] changes =
        [
            ("alter table events.mt_events drop constraint fkey_mt_events_stream_id_tenant_id",
                "missing constraint events.mt_events.fkey_mt_events_stream_id_tenant_id"),
            ("create trigger swallow before insert on events.mt_events for each row execute function platform.keep_acts()",
                "extra trigger events.mt_events.swallow"),
            ("create rule forget as on insert to events.mt_streams do instead nothing", "extra rule events.mt_streams.forget"),
        ];
        var differences = await ChangedAsync(changes.Select(c => c.Change));
        AssertSame(changes.Select(c => c.Words), differences.Doubtful);
        Assert.Empty(differences.Breaking.Concat(differences.Foreign));
    }

    [Fact]
    public async Task What_others_added_is_said_and_stops_nothing()
    {
        (string Change, string Words)[] changes =
        [
            ("create index somebodys on platform.files (bytes)", "extra index platform.somebodys"),
            ("drop index platform.files_hash", "missing index platform.files_hash"),
            ("create function events.mt_grams_vector(text) returns tsvector language sql as 'select to_tsvector($1)'",
                "extra function events.mt_grams_vector(text)"),
            ("create table events.mt_doc_invoice (id uuid primary key, data jsonb not null); create index on events.mt_doc_invoice (data)",
                "extra table events.mt_doc_invoice"),
            ("alter table platform.files add column note text", "extra column platform.files.note (text)"),
            ("alter table events.mt_events alter column timestamp set default now()", "changed column events.mt_events.timestamp"),
        ];
        var differences = await ChangedAsync(changes.Select(c => c.Change));
        AssertSame(changes.Select(c => c.Words), differences.Foreign);
        Assert.Null(differences.Refusal);
    }

    private static void AssertSame(IEnumerable<string> words, IReadOnlyList<string> differences)
    {
        var left = differences.ToList();
        Assert.All(words, said => Assert.Equal(1, left.RemoveAll(line => line.StartsWith(said, StringComparison.Ordinal))));
        Assert.Empty(left);
    }

    private static async Task<SchemaDifferences> ChangedAsync(IEnumerable<string> changes)
    {
        await using var changed = await TestDatabase.CreateAsync();
        await using (var command = changed.DataSource.CreateCommand(string.Join(';', changes)))
            await command.ExecuteNonQueryAsync(Ct);
        return await ExpectedSchema.CompareAsync(changed.ConnectionString, Ct);
    }
}
