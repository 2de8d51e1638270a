using HybridBpo.Platform.Scanning;

namespace HybridBpo.Platform.Tests;

/// <summary>The proof while others go on working.</summary>
public sealed class MovingRowTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_of_somebody_else_that_changes_while_its_table_is_read_stays_theirs()
    {
        await using var house = await BackupHouse.StartAsync();
        var (erased, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        // Read before all others, and told of at its first row.
        await house.ExecuteAsync($"""
            create schema a;
            create table a.notes (client_id text, person_id uuid, words text);
            insert into a.notes values ('{BackupHouse.Client}', '{other}', 'call +1 202 555 0147')
            """);
        var moved = 0;
        var traces = SubjectTraces.Told("+1 202 555 0147");
        var scan = await house.Get<ErasureScanner>().RunAsync(BackupHouse.Client, erased, traces, new AtOnce(() =>
        {
            if (moved++ == 0)
                house.ExecuteAsync("update a.notes set client_id = client_id").GetAwaiter().GetResult();
        }), Ct);

        Assert.True(moved > 0);
        Assert.Equal($"{other}", Assert.Single(scan.Others, place => place.Place == "a.notes.words").Record);
        Assert.DoesNotContain(scan.Hits, place => place.Place == "a.notes.words");
    }

    private sealed class AtOnce(Action act) : IProgress<ErasureProgress>
    {
        public void Report(ErasureProgress value) => act();
    }
}
