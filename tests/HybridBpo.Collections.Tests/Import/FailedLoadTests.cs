using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class FailedLoadTests(House house) : IClassFixture<House>
{
    private const string Text = "AccountRef,DueDate,Balance,Name\nF-1,2026-08-31,5.00,Ann\nF-2,2026-09-31,5.00,Bo\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_load_that_fails_for_good_says_so_and_the_file_can_be_loaded_again_or_given_up_and_sent_again()
    {
        await BreakAsync("P0001");
        var import = await house.UploadAsync("placement", Text);
        await OrderAsync(import);
        var error = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => HandleAsync(import, 9));
        Assert.Equal(("P0001", "loading"), (error.SqlState, (await FindAsync(import)).State));

        await HandleAsync(import, 10);
        var failed = await FindAsync(import);
        Assert.Equal("failed", failed.State);
        Assert.Contains("The load stopped at an error of ours (PostgreSQL P0001)", failed.Problem);

        await OrderAsync(import);
        Assert.Null((await FindAsync(import)).Problem);
        await HandleAsync(import, 10);
        Assert.Null((await house.Get<ImportDesk>().DropAsync(House.Supervisor, "tilbury", import.Id, Ct)).Refusal);
        await MendAsync();
        var again = await house.LoadAsync("placement", Text);
        Assert.NotEqual(import.Id, again.Id);
        Assert.Equal(("loaded", 1), (again.State, again.Quarantined));
        Assert.NotNull(await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "F-1"), Ct));
    }

    [Fact]
    public async Task What_the_database_refuses_in_a_cell_fails_at_the_first_try()
    {
        await BreakAsync("22P05");
        var import = await house.UploadAsync("placement", Text.Replace("F-", "G-", StringComparison.Ordinal));
        await OrderAsync(import);
        await HandleAsync(import, 1);
        Assert.Equal("failed", (await FindAsync(import)).State);
        await MendAsync();
    }

    [Fact]
    public async Task A_utf16_file_with_zero_characters_leaves_nothing_behind()
    {
        byte[] bytes = [0xff, 0xfe, .. Encoding.Unicode.GetBytes("AccountRef,DueDate,Balance,Name\nN-1,2026-08-31,5.00,A\0n\n")];
        var refused = await house.Get<ImportDesk>().UploadAsync(House.Supervisor, "oakmere", "placement", "nul.csv", bytes, null, Ct);
        Assert.Equal((422, "nul.csv: line 2 holds zero characters, which no table has. Save the table as CSV (UTF-8) and send that."),
            (refused.Refusal!.Status, refused.Refusal.Message));
        Assert.DoesNotContain(await house.Get<ImportDesk>().ListAsync(House.Supervisor, 0, 100, Ct), i => i.FileName == "nul.csv");
    }

    private async Task OrderAsync(ImportRow import)
    {
        var mapping = (await house.Get<ImportDesk>().PreviewAsync(House.Supervisor, "tilbury", import.Id, null, Ct)).Value.Proposal.Mapping;
        Assert.Null((await house.Get<ImportDesk>().LoadAsync(House.Supervisor, "tilbury", import.Id, mapping, Ct)).Refusal);
    }

    private Task HandleAsync(ImportRow import, int attempt) => house.Get<LoadImport>().HandleAsync(
        new Message(import.Id, "tilbury", LoadImport.MessageKind, JsonSerializer.Serialize(new LoadOrder("tilbury", import.Id)), attempt), Ct);

    private async Task<ImportRow> FindAsync(ImportRow import) =>
        (await house.Get<ImportDesk>().FindAsync(House.Supervisor, "tilbury", import.Id, Ct))!;

    private Task BreakAsync(string state) => house.Database.ExecuteAsync(Access.System("test"), $"""
        do $$ begin
          create function collections.breaks() returns trigger language plpgsql as 'begin raise exception using errcode = ''{Sql.Raw(state)}''; end';
          create trigger breaks before insert on collections.quarantine for each row execute function collections.breaks();
        end $$
        """, Ct);

    private Task MendAsync() => house.Database.ExecuteAsync(
        Access.System("test"), $"do $$ begin drop trigger breaks on collections.quarantine; drop function collections.breaks(); end $$", Ct);
}
