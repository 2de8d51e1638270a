namespace HybridBpo.Events.Tests;

/// <summary>
/// Somebody rewrites an event and seals only some blocks anew, each whole in itself. Eight blocks of two events, and files of them with a mark at the
/// fourth and the eighth: what no mark proves is not vouched for, and no block or event is blamed or called the first beyond what is known.
/// </summary>
public sealed class SomeBlocksAnewTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public async Task Without_a_file_it_is_one_of_two_blocks_that_do_not_fit_each_other(int block)
    {
        var saved = await Blocks(66);
        await Edit(saved[(block * 2) - 1]);
        await SealAnew(block);
        var found = await Verify();
        Assert.Equal((false, saved[(block - 1) * 2].Seq), (found.Ok, found.BadSeq));
        Assert.Equal((block - 1, (block - 1) * 2, 0), (found.Blocks, found.Events, found.Proven));
        Assert.Matches($"^Blocks {block} \\(.*\\) and {block + 1} \\(.*\\) do not fit each other", found.Problem);
    }

    [Fact]
    public async Task Without_a_file_all_of_them_fit_each_other_and_nothing_is_proven()
    {
        var saved = await Blocks(3);
        await Edit(saved[3]);
        await SealAnew(2, 3);
        Assert.Equal((true, 3, 6, 0), Sum(await Verify()));
    }

    [Fact]
    public async Task A_block_that_begins_no_chain_of_this_client_is_itself_to_blame()
    {
        var saved = await Blocks(2);
        await SealAnew(1, previous: new byte[32]);
        var found = await Verify();
        Assert.Equal((false, 0, 0, 0), Sum(found));
        Assert.Equal(saved[0].Seq, found.BadSeq);
        Assert.StartsWith("The seal of block 1", found.Problem);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Between_two_marks_only_what_is_before_the_first_is_sound(int block)
    {
        var (saved, blocks, events) = await Files();
        await Edit(saved[(block * 2) - 1]);
        await SealAnew(block);

        var found = await Verify(blocks);
        Assert.Equal((false, 4, 8, 8), Sum(found));
        Assert.Equal(saved[8].Seq, found.BadSeq);
        Assert.Matches($"^Blocks {block} \\(.*\\) and {block + 1} \\(.*\\) do not fit each other", found.Problem);
        Assert.Equal(block > 5, found.Problem!.EndsWith($"The seals prove no event from {saved[8].Seq} on.", StringComparison.Ordinal));

        found = await Verify(events);
        Assert.Equal((false, 4, 8, 8), Sum(found));
        Assert.Equal(saved[(block * 2) - 1].Seq, found.BadSeq);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(8, 8)]
    public async Task A_marked_block_is_itself_to_blame(int block, int sound)
    {
        var (saved, blocks, events) = await Files();
        await Edit(saved[(block * 2) - 1]);
        await SealAnew(block);
        var found = await Verify(blocks);
        Assert.Equal((false, sound / 2, sound, sound), Sum(found));
        Assert.Equal(saved[sound].Seq, found.BadSeq);
        Assert.Contains($"Block {block} is not the one of the checkpoint", found.Problem);
        Assert.Equal(saved[(block * 2) - 1].Seq, (await Verify(events)).BadSeq);
    }

    [Fact]
    public async Task Behind_a_file_some_are_proven_and_the_others_only_fit_each_other()
    {
        var (saved, _, events) = await Files();
        saved.AddRange(await Blocks(3));
        Assert.Equal((true, 11, 22, 16), Sum(await Verify(events)));
        await Edit(saved[19]);
        await SealAnew(10);
        var found = await Verify(events);
        Assert.Equal((false, 9, 18, 16), Sum(found));
        Assert.Equal(saved[18].Seq, found.BadSeq);

        // The last block of the file is proven: it cannot be the one of the two.
        await SealAnew(9, previous: new byte[32]);
        found = await Verify(events);
        Assert.Equal((false, 8, 16, 16), Sum(found));
        Assert.Equal(saved[16].Seq, found.BadSeq);
        Assert.StartsWith("The seal of block 9", found.Problem);
    }

    [Theory]
    [InlineData(11, 6)]
    [InlineData(11, 7)]
    [InlineData(13, 7)]
    [InlineData(13, 8)]
    [InlineData(15, 8)]
    public async Task A_later_event_that_was_changed_plainly_hides_no_earlier_one_that_was_sealed_anew(int decoy, int upTo)
    {
        var (saved, blocks, events) = await Files();
        await Edit(saved[9]);
        await SealAnew(5, upTo);
        await Edit(saved[decoy]);

        var found = await Verify(events);
        Assert.Equal((false, 4, 8, 8), Sum(found));
        Assert.Equal(saved[9].Seq, found.BadSeq);
        Assert.EndsWith($"The first that is not as it was, as far as the file tells: Event {saved[9].Seq} was changed.", found.Problem);
        found = await Verify(blocks);
        Assert.Equal((false, 4, 8, 8), Sum(found));
        Assert.Equal(saved[8].Seq, found.BadSeq);
    }

    [Fact]
    public async Task A_seal_that_was_broken_hides_no_earlier_event_that_was_sealed_anew()
    {
        var (saved, blocks, events) = await Files();
        await Edit(saved[9]);
        await SealAnew(5, 6);
        await database.Execute($"delete from events.es_seals where client_id = {_tenant} and block = 7");
        Assert.Equal((saved[8].Seq, 8), ((await Verify(blocks)).BadSeq, (await Verify(blocks)).Proven));
        Assert.Equal((saved[9].Seq, 8), ((await Verify(events)).BadSeq, (await Verify(events)).Proven));
    }

    [Fact]
    public async Task Where_the_seals_are_those_of_the_file_the_first_event_is_named_with_and_without_a_list()
    {
        var (saved, blocks, events) = await Files();
        await Edit(saved[11]);
        await Edit(saved[13]);
        foreach (var file in new[] { blocks, events })
        {
            var found = await Verify(file);
            Assert.Equal((false, 5, 10, 10), Sum(found));
            Assert.Equal(saved[11].Seq, found.BadSeq);
            Assert.Equal($"Event {saved[11].Seq} was changed.", found.Problem);
        }
    }

    [Fact]
    public async Task Marks_further_apart_than_the_blocks_that_are_read_at_once_prove_as_much()
    {
        var (saved, sealer) = (await Blocks(140), new Sealer(database.Store()) { MostMarks = 1 });
        var file = (await sealer.CheckpointOfEventsAsync(_tenant, Ct))!;
        Assert.Equal([128, 140], file.Marks.Select(m => m.Block));
        Assert.Equal((true, 140, 280, 280), Sum(await Verify(file)));
        await Edit(saved[150]);
        var found = await Verify(file);
        Assert.Equal((false, 75, 150), (found.Ok, found.Blocks, found.Events));
        Assert.Equal(saved[150].Seq, found.BadSeq);
    }

    private static (bool, long, long, long) Sum(Verification found) => (found.Ok, found.Blocks, found.Events, found.Proven);

    private async Task<(List<StoredEvent> Saved, Checkpoint Blocks, Checkpoint Events)> Files()
    {
        var (saved, sealer) = (await Blocks(8), new Sealer(database.Store()) { MostMarks = 2 });
        var (blocks, events) = (await sealer.CheckpointAsync(_tenant, Ct), await sealer.CheckpointOfEventsAsync(_tenant, Ct));
        Assert.Equal([4, 8], blocks!.Marks.Select(m => m.Block));
        return (saved, blocks, events!);
    }

    private async Task<List<StoredEvent>> Blocks(int count)
    {
        var session = database.Store().OpenSession(_tenant, new EventMetadata("person", "maren", "request", "message"));
        session.StartStream<Account>(Guid.CreateVersion7(), [.. Enumerable.Range(0, count * 2).Select(i => (object)new MoneyPaid(i))]);
        List<StoredEvent> saved = [.. ((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events!];
        for (var last = 1; last < saved.Count; last += 2)
            Assert.Equal(2, await new Sealer(database.Store()).SealAsync(_tenant, 0, saved[last].Seq, Ct));
        return saved;
    }

    private Task Edit(StoredEvent e) => database.Execute($"update events.mt_events set causation_id = 'forged' where seq_id = {e.Seq}");

    // Each as whole in itself as an honest one, and fitting the one before it unless another is given; the one behind the last is left as it is.
    private async Task SealAnew(int from, int? upTo = null, byte[]? previous = null)
    {
        foreach (var row in await SealRows.After(database.Database, _tenant, from - 1, 1 + (upTo ?? from) - from, Ct))
        {
            var leaves = await SealRows.Leaves(database.Database, _tenant, row.FirstSeq - 1, row.LastSeq, int.MaxValue, Ct);
            var anew = new SealBlock(row.Number, leaves, previous ?? row.Previous);
            await database.Execute(
                $"""
                update events.es_seals set leaves = {anew.LeafBytes}, previous = {anew.Previous}, hash = {anew.Hash}
                where client_id = {_tenant} and block = {row.Number}
                """);
            previous = anew.Hash;
        }
    }

    private Task<Verification> Verify(Checkpoint? checkpoint = null) => new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, ct: Ct);
}
