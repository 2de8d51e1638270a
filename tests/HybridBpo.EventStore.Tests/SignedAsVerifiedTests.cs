namespace HybridBpo.Events.Tests;

/// <summary>A checkpoint signs what was verified: neither what was sealed meanwhile nor what was made anew behind the verification.</summary>
public sealed class SignedAsVerifiedTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sealed_anew_behind_the_verification_is_not_signed()
    {
        var (saved, sealer) = (await Sealed(4), new Sealer(database.Store()));
        var old = (await sealer.CheckpointOfEventsAsync(_tenant, Ct))!;
        var found = await Verify(old, async () =>
        {
            await database.Execute($"update events.mt_events set causation_id = 'forged' where seq_id = {saved[1].Seq}");
            await database.Execute($"delete from events.es_seals where client_id = {_tenant}");
            Assert.Equal(4, await sealer.SealAsync(_tenant, 0, saved[3].Seq, Ct));
        });
        Assert.Equal((true, 4L), (found.Ok, found.Proven));
        Assert.Null(await sealer.CheckpointOfEventsAsync(_tenant, found, Ct));
        Assert.Null(await sealer.CheckpointByNewKeyAsync(_tenant, found, _ => throw new InvalidOperationException("kept"), Ct));
        Assert.Equal(saved[1].Seq, (await Verify(old, () => Task.CompletedTask)).BadSeq);
    }

    [Fact]
    public async Task What_was_sealed_after_it_is_left_to_the_next_checkpoint()
    {
        await Sealed(4);
        var sealer = new Sealer(database.Store());
        var found = await Verify(null, () => Task.CompletedTask);
        await Sealed(2);
        Assert.Equal((true, 1L, 4L), (found.Ok, found.Blocks, found.Events));
        var signed = (await sealer.CheckpointOfEventsAsync(_tenant, found, Ct))!;
        Assert.Equal((1, 4, found.LastHash), (signed.Blocks, signed.Events, signed.Marks[^1].Hash));
        Assert.Equal(4, CheckpointLeaves.Unpack(signed.Leaves!, signed.Format).Count);
        Checkpoint? kept = null;
        var byNewKey = await sealer.CheckpointByNewKeyAsync(_tenant, found, made => Task.FromResult(kept = made), Ct);
        Assert.Equal((1, 4), (byNewKey!.Blocks, kept!.Events));
        Assert.Equal(6, (await sealer.CheckpointOfEventsAsync(_tenant, Ct))!.Events);
        var later = await Verify(signed, () => Task.CompletedTask);
        Assert.Equal((true, 6L, 4L), (later.Ok, later.Events, later.Proven));
    }

    [Fact]
    public async Task Seals_that_were_taken_away_meanwhile_are_not_signed()
    {
        await Sealed(2);
        await Sealed(2);
        var found = await Verify(null, () => database.Execute($"delete from events.es_seals where client_id = {_tenant} and block = 2"));
        Assert.Equal((true, 2L), (found.Ok, found.Blocks));
        Assert.Null(await new Sealer(database.Store()).CheckpointOfEventsAsync(_tenant, found, Ct));
    }

    private async Task<IReadOnlyList<StoredEvent>> Sealed(int count)
    {
        var saved = await LogSteps.Append(database.Store(), _tenant, count);
        for (long left = count; left > 0; left -= await new Sealer(database.Store()).SealAsync(_tenant, Ct))
            await Task.Yield();
        return saved;
    }

    // All blocks are read by then, and their events compared.
    private async Task<Verification> Verify(Checkpoint? checkpoint, Func<Task> meanwhile) =>
        await new LogVerifier(database.Store()).VerifyAsync(_tenant, checkpoint, null, new Meanwhile(meanwhile), Ct);

    private sealed class Meanwhile(Func<Task> act) : IProgress<(long At, long Of)>
    {
        private bool _done;

        public void Report((long At, long Of) value)
        {
            if (!_done) Task.Run(act).GetAwaiter().GetResult();
            _done = true;
        }
    }
}
