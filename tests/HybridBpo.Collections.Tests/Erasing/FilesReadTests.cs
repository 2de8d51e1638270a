using System.Diagnostics;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>How often files are read to erase somebody: a client may have hundreds.</summary>
public class FilesReadTests(House house) : IClassFixture<House>
{
    private const int Others = 3;

    private const string Head = "account_ref,customer_ref,name,email,street,due_date,balance\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_list_of_people_no_file_is_read_and_of_the_one_who_is_meant_each_other_file_once_before_and_once_while_they_are_erased()
    {
        var rows = string.Concat(Enumerable.Range(0, 5).Select(i => $"LB{i}-1,LB{i},Bo {i},,,2026-09-01,10.00\n"));
        var import = await house.LoadAsync("placement", Head + rows + "LZ-1,LZ,Zoë Listed,lz@example.com,,2026-09-01,20.00\n"
            + "LA-1,LA,\"Ann,,,2026-09-01,1.00\nLD-1,LD,Dee,,,2026-09-01,1.00\nLC-1,LC,Cy\",,,2026-09-01,1.00\n"
            + "LZ-2,LZ,\"Zoë Listed,lz@example.com\n");
        for (var other = 0; other < Others; other++)
            await house.LoadAsync("placement", Head + $"LO{other}-1,LO{other},Other {other},,,2026-09-01,10.00\n");
        var people = house.Get<ErasePeople>();
        Assert.Null((await people.PlaceHoldAsync(Eraser.Clara, "tilbury", Eraser.Customer("LB0"), "Docket 92", Ct)).Refusal);
        Assert.Equal((0, false), await AskAsync(whole: false));
        // Theirs: until its open quotation mark is seen, line by line, to see that it cannot be kept without them, and for whom it is held.
        Assert.Equal((Others + 2 + 2 + 1, true), await AskAsync(whole: true));
        Assert.IsType<HeldWithOthers>((await house.EraseAsync("LZ")).Refusal);
        Assert.NotNull(await house.KeptAsync(import));
        Assert.Null((await people.LiftHoldAsync(Eraser.Clara, "tilbury", Eraser.Customer("LB0"), "Docket 92", Ct)).Refusal);
        Assert.Equal(Others + 2 + 2, await ReadAsync(() => house.Get<Platform.Erasure>().EraseAsync("tilbury", Eraser.Customer("LZ"), Ct)));
        Assert.Null(await house.KeptAsync(import));

        async Task<(long Read, bool Stands)> AskAsync(bool whole)
        {
            IReadOnlyList<Obstacle> against = [];
            var read = await ReadAsync(async () =>
                against = (await people.ObstaclesAsync(Eraser.Clara, "tilbury", Eraser.Customer("LZ"), whole, Ct)).Value);
            return (read, against.Any(o => o.Stands));
        }

        static async Task<long> ReadAsync(Func<Task> work)
        {
            var read = 0L;
            using var ask = new Activity("obstacles");
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = of =>
                {
                    if (of.TraceId == ask.TraceId
                        && of.TagObjects.Select(tag => $"{tag.Value}").Any(sql => sql.Contains("from platform.file_chunks", StringComparison.Ordinal)
                            && !sql.Contains("delete from", StringComparison.Ordinal)))
                        Interlocked.Increment(ref read);
                },
            };
            ActivitySource.AddActivityListener(listener);
            ask.Start();
            await work();
            ask.Stop();
            return read;
        }
    }
}
