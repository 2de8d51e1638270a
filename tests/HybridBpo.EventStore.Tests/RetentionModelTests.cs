using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Testing;

namespace HybridBpo.Events.Tests;

/// <summary>Whatever was recorded when, and whoever is spared: what goes is what a simple model says, and nothing else.</summary>
public sealed class RetentionModelTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static readonly Gen<(int Client, int Subject, bool Note, int Day)> Written =
        from client in Gen.Choose(0, 1)
        from subject in Gen.Choose(0, 4)
        from note in Gen.Elements(true, false)
        from day in Gen.Choose(0, 120)
        select (client, subject, note, day);

    private static readonly Arbitrary<((int Client, int Subject, bool Note, int Day)[] Written, int[] Spared, int Days)> Cases = (
        from written in Gen.Choose(1, 20).SelectMany(n => Gen.ArrayOf(Written, n))
        from spared in Gen.SubListOf<int>([0, 1, 2, 3, 4])
        from days in Gen.Choose(1, 130)
        select (written, spared.ToArray(), days)).ToArbitrary();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void What_goes_is_one_kind_of_one_client_in_old_months_of_those_who_are_not_spared() =>
        Prop.ForAll(Cases, c => HoldsAsync(c.Written, c.Spared, c.Days).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private async Task<bool> HoldsAsync((int Client, int Subject, bool Note, int Day)[] written, int[] spared, int days)
    {
        string[] clients = [$"c-{Guid.NewGuid():N}"[..20], $"c-{Guid.NewGuid():N}"[..20]];
        var subjects = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        var clock = new FakeClock(new DateTimeOffset(2023, 12, 15, 22, 30, 0, TimeSpan.Zero));
        await NoteCopies.Make(database);
        var (start, store) = (clock.Now, database.Store(o => o.Inline.Add(new NoteCopies()), clock));
        var recorded = new List<(int Client, int Subject, Guid Stream, bool Note, DateTimeOffset At)>();
        foreach (var (client, subject, note, day) in written.OrderBy(w => w.Day))
        {
            clock.Advance(start.AddDays(day) - clock.Now);
            var (session, stream) = (store.OpenSession(clients[client], new EventMetadata("person", "maren")), Guid.CreateVersion7());
            object e = note ? new NoteTaken("words") : new PersonContacted(subjects[subject], "words", "phone");
            session.Append(note ? subjects[subject] : stream, e);
            Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
            recorded.Add((client, subject, note ? subjects[subject] : stream, note, clock.Now));
        }

        clock.Advance(start.AddDays(125) - clock.Now);
        await new Sealer(store).SealAsync(clients[0], Ct);
        var old = new OldFields(clients[0], "note_taken", KeyRetention.KeptFrom(clock.Now, days), [.. spared.Select(s => subjects[s])]);
        while ((await NoteCopies.Destroy(store, old, 2)).Keys > 0)
        {
        }

        var fresh = database.Store(time: clock);
        foreach (var (client, subject, stream, note, at) in recorded)
        {
            var stored = (await fresh.FetchStreamAsync(clients[client], stream, ct: Ct)).First(e => e.Timestamp == at);
            var words = stored.Data is NoteTaken taken ? taken.Note : ((PersonContacted)stored.Data).Words;
            // The last moment of its month is as old as the policy says.
            var over = new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1) <= MonthOf(clock.Now.AddDays(-days));
            var goes = client == 0 && note && !spared.Contains(subject) && over;
            if (words != (goes ? null : "words"))
                return false;
            if (note && await database.Scalar<bool>($"select note is null from public.note_copies where event = {stored.Id}") != goes)
                return false;
        }

        return (await new LogVerifier(fresh).VerifyAsync(clients[0], ct: Ct)).Ok;
    }

    private static DateTimeOffset MonthOf(DateTimeOffset at) => new(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero);
}
