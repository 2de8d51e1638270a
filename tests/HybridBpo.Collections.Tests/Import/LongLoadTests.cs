using System.Text.Json;
using HybridBpo.Collections.Import;
using Npgsql;

namespace HybridBpo.Collections.Tests.Import;

/// <summary>A file of 200,000 rows loads for minutes, and the server ends whoever keeps a transaction idle for one.</summary>
public class LongLoadTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_load_may_last_longer_than_a_transaction_may_stand_idle()
    {
        var import = await house.UploadAsync("placement", "account_ref,customer_ref,name,due_date,balance\nLL-1,C-1,Ann,2026-09-01,10.50\n");
        var mapping = (await house.Get<ImportDesk>().PreviewAsync(House.Supervisor, "tilbury", import.Id, null, Ct)).Value.Proposal.Mapping;
        Assert.Null((await house.Get<ImportDesk>().LoadAsync(House.Supervisor, "tilbury", import.Id, mapping, Ct)).Refusal);

        // Somebody else keeps the accounts to themselves for as long as they like.
        await using var other = await house.Database.Source.OpenConnectionAsync(Ct);
        await using var lockThem = new NpgsqlCommand(
            "begin; set local idle_in_transaction_session_timeout = 0; lock table collections.accounts", other);
        await lockThem.ExecuteNonQueryAsync(Ct);
        var load = Task.Run(() => house.Get<LoadImport>().HandleAsync(
            new Message(import.Id, "tilbury", LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder("tilbury", import.Id)), 1), Ct), Ct);
        // While it waits nothing of the load changes any more: a transaction that stands idle now is one that the server would end in time.
        for (var i = 0; await SessionsAsync("wait_event_type = 'Lock' and state = 'active'", other) == 0; i++)
        {
            Assert.True(i < 3000, "The load does not come to the accounts.");
            await Task.Delay(20, Ct);
        }

        Assert.Equal(0, await SessionsAsync("state like 'idle in transaction%'", other));
        // The lock of the whole load is held meanwhile, by a connection that is in no transaction.
        Assert.Equal(1, await SessionsAsync("state = 'idle' and pid in (select pid from pg_locks where locktype = 'advisory' and granted)", other));

        await using var free = new NpgsqlCommand("commit", other);
        await free.ExecuteNonQueryAsync(Ct);
        await load;
        Assert.Equal(1, (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!.Added);
    }

    [Fact]
    public async Task A_load_does_not_wait_for_the_server_that_measures_the_same_tables()
    {
        // The lock that the server's own clean-up holds; it lets rows be written.
        await using var other = await house.Database.Source.OpenConnectionAsync(Ct);
        await using var hold = new NpgsqlCommand(
            "begin; set local idle_in_transaction_session_timeout = 0; lock table collections.accounts in share update exclusive mode", other);
        await hold.ExecuteNonQueryAsync(Ct);
        var rows = string.Concat(Enumerable.Range(0, 2600).Select(i => $"M-{i},C-{i},Ann,2026-09-01,1.00\n"));
        var import = await house.LoadAsync("placement", "account_ref,customer_ref,name,due_date,balance\n" + rows);
        Assert.Equal(("loaded", 2600), (import.State, import.Added));
        // It was held to the end: who holds it can still say so.
        await using var held = new NpgsqlCommand(
            "select count(*) from pg_locks where pid = pg_backend_pid() and relation = 'collections.accounts'::regclass and granted "
            + "and mode = 'ShareUpdateExclusiveLock'", other);
        Assert.Equal(1L, await held.ExecuteScalarAsync(Ct));
        await using var free = new NpgsqlCommand("commit", other);
        await free.ExecuteNonQueryAsync(Ct);
    }

    [Fact]
    public async Task A_file_in_which_every_row_is_bad_stands_in_quarantine_whole()
    {
        var rows = string.Concat(Enumerable.Range(0, 3000).Select(i => $"NOBODY-{i},P-{i},payment,1.00,2026-09-01\n"));
        var import = await house.LoadAsync("transactions", "account_ref,transaction_ref,type,amount,date\n" + rows);
        Assert.Equal((0, 3000), (import.Added, import.Quarantined));
        var first = (await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct))[0];
        Assert.Equal((2, "NOBODY-0", "P-0"), (first.Line, first.AccountRef, first.CellMap["transaction_ref"]));
    }

    [Fact]
    public async Task Rows_that_wait_for_somebody_come_first_and_the_download_has_every_row()
    {
        var rows = string.Concat(Enumerable.Range(0, 1200).Select(i => $"LATER-{i},P-{i},payment,1.00,2026-09-01\n"));
        var import = await house.LoadAsync("transactions", "account_ref,transaction_ref,type,amount,date\n" + rows, "many.csv");
        var quarantine = house.Get<QuarantinedRows>();
        for (var line = 2; line < 52; line++) await quarantine.LeaveOutAsync(House.Supervisor, "tilbury", import.Id, line, Ct);
        var page = await quarantine.ListAsync(House.Supervisor, "tilbury", import.Id, 0, 50, Ct);
        Assert.Equal(Enumerable.Range(52, 50), page.Select(r => r.Line));
        Assert.Equal(Enumerable.Range(2, 50), (await quarantine.ListAsync(House.Supervisor, "tilbury", import.Id, 1150, 50, Ct)).Select(r => r.Line));
        var all = QuarantinedRows.Csv(await quarantine.AllAsync(House.Supervisor, "tilbury", import.Id, Ct));
        Assert.Equal(1201, all.TrimEnd().Split('\n').Length);
    }

    private async Task<long> SessionsAsync(string where, NpgsqlConnection except) => (await house.Database.QueryAsync<long>(
        Access.System("test"), $"""
        select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
          and pid not in (pg_backend_pid(), {except.ProcessID}) and {Sql.Raw(where)}
        """, Ct)).Single();
}
