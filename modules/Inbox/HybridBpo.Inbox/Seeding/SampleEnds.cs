using HybridBpo.Events;
using HybridBpo.Inbox.Opening;

namespace HybridBpo.Inbox.Seeding;

/// Ends seeds of which a real one would have been withdrawn, such as of a position that was filled meanwhile.
internal sealed class SampleEnds(Database database, CaseDesk desk, CaseKinds kinds, TimeProvider time)
{
    private static readonly Access Reserve = Access.System("inbox");

    private sealed record Open(string ClientId, Guid CaseId);

    public async Task RunAsync(CancellationToken ct)
    {
        var kept = await database.QueryAsync<Sample>(Reserve, $"""
            select {SampleBook.Columns} from inbox.samples p
            where p.purpose = {Purposes.Seed} and p.made is not null and (p.ended_at is null or exists (select from inbox.seeds s
              where s.client_id = p.client_id and s.sample_id = p.sample_id and s.answered_at is null and s.spoiled_at is null))
            """, ct);
        foreach (var sample in kept)
        {
            if (sample.MadeCase is { } made && kinds.SampleOf(sample.Kind) is { } module
                && (await module.StandAsync(sample.ClientId, made, ct)).WithdrawnBecause is { } why)
            {
                await EndAsync(sample, why, ct);
            }
        }
    }

    private async Task EndAsync(Sample sample, string why, CancellationToken ct)
    {
        await database.ExecuteAsync(Reserve, $"""
            update inbox.samples set ended_by = {Reserve.Actor.Id}, ended_at = {time.GetUtcNow()}
            where client_id = {sample.ClientId} and sample_id = {sample.SampleId} and ended_at is null
            """, ct);
        var open = await database.QueryAsync<Open>(Reserve, $"""
            select client_id, case_id from inbox.seeds
            where client_id = {sample.ClientId} and sample_id = {sample.SampleId} and answered_at is null and spoiled_at is null
            """, ct);
        foreach (var (client, id) in open)
        {
            var ended = await desk.RunAsync(Reserve, client, id, Ids.For(client, "seed-ends", $"{id}"),
                state => WithdrawTheCase.Decide(new(id, client, why), state, time.GetUtcNow()), null, ct);
            if (ended.Refusal is null or CaseNotFound)
            {
                await database.ExecuteAsync(Reserve, $"select inbox.withdraw_seed({client}, {id}, {time.GetUtcNow()})", ct);
            }
        }
    }
}
