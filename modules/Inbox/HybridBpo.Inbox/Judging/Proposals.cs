using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Inbox.Judging;

/// The only door to inbox.proposals.
internal sealed class Proposals(Database database, IVerdictGate gate, CaseDesk desk)
{
    /// The proposal, when the gate lets this person see it; then it is on record that they saw it. Null: none, or withheld.
    public async Task<Proposal?> ReadAsync(Access access, string client, Case state, CancellationToken ct)
    {
        if (state.ProposalHash is null || !(await gate.MaySeeAsync(access, client, [state.Id], ct)).Contains(state.Id))
        {
            return null;
        }

        if (state.HasJudged(access.Actor.Id) && !state.Revealed.Contains(access.Actor.Id))
        {
            var recorded = await RecordAsync();
            if (recorded.Refusal is Archived && await desk.ReopenAsync(access, client, state.Id, ct))
            {
                recorded = await RecordAsync();
            }

            if (recorded.Refusal is not null)
            {
                return null;
            }
        }

        var json = await database.SingleOrDefaultAsync<string>(access,
            $"select proposal::text from inbox.proposals where client_id = {client} and case_id = {state.Id}", ct);
        return json is null ? null : JsonSerializer.Deserialize<Proposal>(json);

        Task<Result<Done>> RecordAsync() =>
            desk.ActAsync(access, client, state.Id, Ids.For(client, "reveal", $"{state.Id}:{access.Actor.Id}"),
                (fresh, now) => RevealProposal.Decide(new(access.Actor.Id), fresh, now), null, ct);
    }

    public static void Keep(EventSession session, string client, Guid caseId, Proposal proposal) => session.Queue($"""
        insert into inbox.proposals (client_id, case_id, proposal, hash)
        values ({client}, {caseId}, {JsonSerializer.Serialize(proposal)}::jsonb, {Hash(proposal)})
        """);

    /// Pins the proposal, which stands apart, to the stream.
    public static string Hash(Proposal proposal)
    {
        var text = JsonSerializer.Serialize(new
        {
            proposal.Choice,
            Fields = proposal.Fields.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray(),
            Answers = proposal.Answers.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray(),
            proposal.Model,
            proposal.Json,
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
