namespace HybridBpo.Inbox.Judging;

/// Who may see the machine's verdict. Closed wherever it does not know.
internal sealed class VerdictGate(Database database, CaseKinds kinds) : IVerdictGate
{
    private sealed record Known(
        Guid CaseId, string Kind, IReadOnlyList<string> NotFor, string Stage, bool Judged, bool Ready, bool Shown, bool Stopped, bool Again,
        IReadOnlyList<string> OpenBeside)
    {
        public bool IsOver => Stage is Stages.Delivered or Stages.Withdrawn;
    }

    public Task<IReadOnlySet<Guid>> MaySeeAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct) =>
        WhichAsync(access, client, caseIds, found => MaySee(access, found with { Shown = found.Shown && !found.Stopped })
            && !(found.Stopped && !found.IsOver && CouldJudge(access, found.Kind)), ct);

    /// Of these cases, the ones of which the asker may read what people judged, decided and wrote: as for the verdict, also where its model is
    /// stopped.
    public Task<IReadOnlySet<Guid>> MayReadAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct) =>
        WhichAsync(access, client, caseIds, found => MaySee(access, found), ct);

    private async Task<IReadOnlySet<Guid>> WhichAsync(
        Access access, string client, IReadOnlyCollection<Guid> caseIds, Func<Known, bool> may, CancellationToken ct)
    {
        if (caseIds.Count == 0 || !access.Sees(client) || access.Actor.Kind == Actor.ApiKey)
        {
            return new HashSet<Guid>();
        }

        return (await KnownAsync(access, client, caseIds, ct)).Where(may).Select(found => found.CaseId).ToHashSet();
    }

    /// May the holder see the proposal before judging, if their mode allows it? Nobody may have judged, its model must not be stopped, and it must
    /// not tell about another case that they have yet to judge.
    public async Task<bool> MayShowAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        access.Sees(client) && (await KnownAsync(access, client, [caseId], ct)).Any(found =>
            found.Ready && !found.Stopped && !found.OpenBeside.Any(kind => CouldJudge(access, kind)));

    private Task<IReadOnlyList<Known>> KnownAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct) =>
        database.QueryAsync<Known>(access with { AtDesk = access.Actor.Kind == Actor.Person }, $"""
            select c.case_id, c.kind, c.not_for, c.stage,
              exists (select from inbox.judgements j
                where j.client_id = c.client_id and j.case_id = c.case_id and j.user_id = {access.Actor.Id}) as judged,
              coalesce(c.stage = {Stages.Open} and c.holder = {access.Actor.Id} and c.lease_until > now(), false)
                and not exists (select from inbox.judgements j where j.client_id = c.client_id and j.case_id = c.case_id) as ready,
              exists (select from inbox.case_modes m
                where m.client_id = c.client_id and m.case_id = c.case_id and m.user_id = {access.Actor.Id} and m.shown_at is not null) as shown,
              inbox.is_stopped(c.client_id, c.case_id) as stopped,
              inbox.awaits_review(c.client_id, c.case_id, {access.Actor.Id}) as again,
              array(select o.kind from inbox.cases o
                where o.client_id = c.client_id and o.subject_id = c.subject_id and o.case_id <> c.case_id
                  and o.stage not in ('delivered', 'withdrawn')
                  and not {access.Actor.Id} = any (o.not_for)
                  and not exists (select from inbox.judgements j
                    where j.client_id = o.client_id and j.case_id = o.case_id and j.user_id = {access.Actor.Id})) as open_beside
            from inbox.cases c
            where c.client_id = {client} and c.case_id = any ({caseIds.ToArray()})
            """, ct);

    /// A case that waits for its decision is open to whoever has judged it, and to its holder who saw the proposal first, as their mode allows and
    /// nobody has judged. One that waits for a blind second look tells nothing to whoever could give it. The holder's, one that is over, and one that
    /// the asker could never judge, tell nothing to somebody who has yet to judge another one about the same person, not even to those who judged it:
    /// it tells nearly as much. One that new facts closed is as a rule asked again: it stays closed to whoever could judge and has not.
    private bool MaySee(Access access, Known found) =>
        access.IsSystem || (found.Judged && !found.IsOver)
        || (((found.Ready && found.Shown) || found.Stage == Stages.Delivered || (found.IsOver && found.Judged)
                || found.NotFor.Contains(access.Actor.Id) || !CouldJudge(access, found.Kind))
            && !(found.Again && CouldJudge(access, found.Kind))
            && !found.OpenBeside.Any(kind => CouldJudge(access, kind)));

    /// A kind without a view might be anybody's.
    private bool CouldJudge(Access access, string kind) => kinds.Find(kind) is not { } view || access.May(view.DecideAct);
}
