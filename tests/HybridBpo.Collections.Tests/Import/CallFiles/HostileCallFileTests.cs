using System.Globalization;
using System.Text;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.Import.CallFiles;

/// <summary>A large file with one row of every bad kind: the good ones count, each bad one waits with its reason, and nothing is lost.</summary>
public class HostileCallFileTests(House house) : IClassFixture<House>
{
    private const int People = 1_000, Each = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_rows_with_one_bad_of_each_kind_load_and_load_once()
    {
        var placed = new StringBuilder("account_ref,customer_ref,name,phone,due_date,balance\n");
        for (var p = 0; p < People; p++) placed.Append(CultureInfo.InvariantCulture, $"H-{p},HC-{p},Ann {p},{Phone(p)},2026-09-01,10.00\n");
        Assert.Equal(People, (await house.LoadAsync("placement", placed.ToString(), "many.csv")).Added);

        string[] bad =
        [
            $"H-nobody,{Phone(0)},{At(9)},no-answer,,", $"H-0;H-1,{Phone(0)},{At(9)},no-answer,,", $"H-0,{Phone(1)},{At(9)},no-answer,,",
            $"H-0,{Phone(0)},2099-01-01T00:00:00Z,no-answer,,",
            $"H-0,{Phone(0)},{At(9)},=HYPERLINK(\"\"x\"\"),,", $"H-0,{Phone(0)},{At(9)},no-answer,-1,",
            $"H-0,{Phone(0)}", $"H-0,{Phone(0)},{At(9)},no-answer,,R,one,too,many", $"H-0,{Phone(0)},{At(9)},no-answer,,{new string('x', 20_000)}",
            $"H-0,{Phone(0)},{At(9)},no-answer,,\u202eevil", $"H-0,{Phone(0)},{At(9)},no-answer,,a\u0007b", $",{Phone(0)},{At(9)},no-answer,,",
            $"{string.Join(';', Enumerable.Range(0, 60).Select(i => $"H-{i}"))},{Phone(0)},{At(9)},no-answer,,",
        ];
        var rows = new StringBuilder("account_ref,number,at,outcome,seconds,recording\n");
        for (var n = 0; n < Each; n++)
            for (var p = 0; p < People; p++)
            {
                rows.Append(CultureInfo.InvariantCulture, $"H-{p},{Phone(p)},{At((n * 60) + 60 + (p % 60))},no-answer,,R-{n}-{p}\n");
                if (p == 500 && n < bad.Length) rows.Append(bad[n]).Append('\n');
            }

        var import = await house.LoadAsync("calls", rows.ToString(), "hostile.csv");
        Assert.Equal(("loaded", People * Each, 0, bad.Length), (import.State, import.Added, import.Unchanged, import.Quarantined));
        Assert.Equal((People * Each) + bad.Length, import.RowCount);
        var waiting = await house.Get<QuarantinedRows>().AllAsync(House.Supervisor, "tilbury", import.Id, Ct);
        Assert.All(waiting, w => Assert.NotEmpty(w.ErrorList[0].Reason));
        Assert.DoesNotContain(",=HYPERLINK", QuarantinedRows.Csv(waiting));
        Assert.DoesNotContain(",\"=HYPERLINK", QuarantinedRows.Csv(waiting));
        Assert.Equal(Each, (await ContactsAsync(7)).Count);

        // The same calls again, in a file of other bytes: each is known, and counts once.
        var some = string.Join('\n', rows.ToString().Split('\n').Where((_, i) => i is 0 or (> 0 and < 3_000))) + "\n";
        var again = await house.LoadAsync("calls", some, "again.csv");
        Assert.Equal((0, 1), (again.Added, Math.Sign(again.Unchanged)));
        Assert.Equal(Each, (await ContactsAsync(7)).Count);
    }

    [Fact]
    public async Task What_is_no_text_or_has_no_rows_is_refused_with_what_to_do()
    {
        var desk = house.Get<ImportDesk>();
        var latin = Encoding.Latin1.GetBytes("account_ref,number,at,outcome\nM\u00fcller-1,+12125550123,2026-10-12T10:00:00Z,no-answer\n");
        var refused = (await desk.UploadAsync(House.Supervisor, "tilbury", "calls", "latin.csv", latin, null, Ct)).Refusal!.Message;
        Assert.Contains("UTF-8", refused);
        Assert.Null((await desk.UploadAsync(House.Supervisor, "tilbury", "calls", "latin.csv", latin, "windows-1252", Ct)).Refusal);
        Assert.Contains("header and no rows", (await desk.UploadAsync(
            House.Supervisor, "tilbury", "calls", "none.csv", "account_ref,number,at,outcome\n"u8.ToArray(), null, Ct)).Refusal!.Message);
        Assert.NotNull((await desk.UploadAsync(House.Supervisor, "tilbury", "calls", "zeros.csv", new byte[4_000], null, Ct)).Refusal);
    }

    private async Task<IReadOnlyList<PastContact>> ContactsAsync(int person) =>
        (await house.Store.AggregateStreamAsync<Person>("tilbury", Person.IdOf("tilbury", $"customer:HC-{person}"), ct: Ct))!.Contacts;

    private static string Phone(int p) => $"+1212{5_550_000 + p}";

    private string At(int minutesAgo) => house.Clock.Now.AddMinutes(-minutesAgo).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
