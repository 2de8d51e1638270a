using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Working;

/// Taking a case: first the row is reserved on the database's clock, then the stream records it. A reservation that dies in between runs out by
/// itself.
internal sealed class Taking(CaseLeases leases, CaseDesk desk, CaseKinds kinds, CaseRows rows, StaffBook staff, Seeds seeds, ModePolicy modes)
{
    /// How many cases somebody may hold that they have not judged, before "next" hands out another one.
    public const int MostUnjudged = 3;

    private const int Tries = 5;

    /// The same command again comes to the same case.
    public async Task<Result<CaseLeases.NextReservation>> NextAsync(Access access, Guid command, Guid? after, CancellationToken ct)
    {
        if (access.Actor.Kind != Actor.Person)
        {
            return new OnlyPeopleJudge();
        }

        if (await seeds.DealAsync(access, kinds.JudgedBy(access), command, MostUnjudged, ct) is { } dealt
            && await leases.ReserveAsync(access, dealt.ClientId, dealt.CaseId, ct) is { } alone
            && (await RecordAsync(access, alone, TakeCase.Next, ct)).Refusal is null)
        {
            return new CaseLeases.NextReservation(alone.ClientId, alone.CaseId, alone.Token, alone.LeaseUntil, "new", true);
        }

        Refusal refusal = new NothingIsFree();
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await leases.ReserveNextAsync(access, kinds.JudgedBy(access), command, after, MostUnjudged, ct) is not { } reserved)
            {
                return new NothingIsFree();
            }

            if (!reserved.Mine)
            {
                return reserved;
            }

            var taken = await RecordAsync(access, new(reserved.ClientId, reserved.CaseId, reserved.Token, reserved.LeaseUntil), TakeCase.Next, ct);
            if (taken.Refusal is null)
            {
                return reserved;
            }

            refusal = taken.Refusal;
        }

        return refusal;
    }

    public async Task<Result<CaseLeases.Reservation>> PickAsync(Access access, string client, Guid caseId, CancellationToken ct)
    {
        if (await rows.FindAsync(access, client, caseId, ct) is not { } row)
        {
            return new CaseNotFound();
        }

        if (access.Actor.Kind != Actor.Person)
        {
            return new OnlyPeopleJudge();
        }

        if (!kinds.MayJudge(access, row.Kind))
        {
            return new NotYourKind();
        }

        var needs = Needs.Read(row.Needs);
        if (row.Needs.Length > 0 && row.Holder != access.Actor.Id && !needs.AreMetBy(await staff.TagsAsync(access.Actor.Id, ct)))
        {
            return new NotYourSkills(needs.Words);
        }

        if (await leases.ReserveAsync(access, client, caseId, ct) is not { } reserved)
        {
            return WhyNot(access.Actor.Id, await rows.FindAsync(access, client, caseId, ct) ?? row);
        }

        var taken = await RecordAsync(access, reserved, TakeCase.Picked, ct);
        return taken.Refusal is { } refusal ? refusal : reserved;
    }

    private Task<Result<long>> RecordAsync(Access access, CaseLeases.Reservation reserved, string how, CancellationToken ct) =>
        desk.ActAsync(access, reserved.ClientId, reserved.CaseId,
            Ids.For(reserved.ClientId, "take", $"{reserved.CaseId}:{access.Actor.Id}:{reserved.Token}"),
            (state, now) => TakeCase.Decide(new(access.Actor.Id, reserved.Token, reserved.LeaseUntil, how, modes), state, now), null, ct);

    private static Refusal WhyNot(string me, CaseRow row) => row switch
    {
        _ when row.NotFor.Contains(me) => new NotForYou(),
        { Stage: Stages.Delivered } => new CaseIsOver("it was decided and carried out"),
        { Stage: Stages.Withdrawn } => new CaseIsOver("new facts made it stale"),
        { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
        { Stage: Stages.WaitingSecond } when row.DecidedBy == me => new SamePerson(),
        { Stage: Stages.WaitingSecond } when row.NotSecond.Contains(me) => new NotSecondHere(),
        { Held: true } when row.Holder != me => new CaseHeldBySomeoneElse(),
        _ => new SubjectHeldBySomeoneElse(),
    };
}
