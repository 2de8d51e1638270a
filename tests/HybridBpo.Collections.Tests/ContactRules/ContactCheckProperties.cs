using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class ContactCheckProperties
{
    private static readonly string[] SomeZones =
    [
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu", "Europe/London",
            "Asia/Kolkata",
        "Australia/Lord_Howe", "Pacific/Chatham",
    ];

    // Around both changes of the clock in 2026, in America and in Europe.
    private static readonly Gen<DateTimeOffset> Moments = Gen.OneOf(
        Gen.Choose(0, 365 * 24 * 60).Select(m => A.At("2026-01-01T00:00:00Z").AddMinutes(m)),
        Gen.Choose(0, 3 * 24 * 60).Select(m => A.At("2026-03-07T00:00:00Z").AddMinutes(m)),
        Gen.Choose(0, 3 * 24 * 60).Select(m => A.At("2026-10-31T00:00:00Z").AddMinutes(m)));

    private static readonly Gen<ContactFacts> SomeFacts =
        from zones in Gen.NonEmptyListOf(Gen.Elements(SomeZones))
        from nap in Gen.Choose(0, 5)
        from wake in Gen.Choose(0, 23)
        from basis in Gen.Elements("used", "consent", "creditor-notice")
        from since in Moments
        from notice in Moments
        from hold in Gen.Choose(-3, 6)
        from promise in Gen.Choose(-5, 12)
        from at in Moments
        select A.Facts with
        {
            Zones = [.. zones.Distinct().Take(3).Select(z => new PlausibleZone(z))],
            Inconvenient = nap == 0 ? [new InconvenientTime($"{wake:00}:00", $"{(wake + 3) % 24:00}:30")] : [],
            Basis = new AddressBasis(basis, since),
            Validation = new Validation(notice),
            Holds = hold > 0 ? [new ContactHold(at, at.AddDays(hold))] : [],
            PromiseUntil = promise > 0 ? DateOnly.FromDateTime(at.UtcDateTime.AddDays(promise)) : null,
        };

    private static readonly Gen<PastContact> SomeContact =
        from channel in Gen.Elements(Channels.All)
        from kind in Gen.Elements("placed", "conversation", "sent", "reserved")
        from inbound in Gen.Elements(true, false, false)
        from debt in Gen.Elements(A.Debt, A.Debt, "OTHER")
        from at in Moments
        select new PastContact { Channel = channel, Kind = channel == Channels.Call ? kind : "sent", Inbound = inbound, Debt = debt, At = at };

    private static readonly Gen<(Attempt Attempt, ContactFacts Facts, PastContact[] History, DateTimeOffset Now)> Questions =
        from attempt in Gen.Elements(A.Email, A.Text, A.Call, A.Email with { Purpose = Purposes.Offer })
        from facts in SomeFacts
        from now in Moments
        from history in Gen.ListOf(SomeContact)
        from close in Gen.ListOf(Gen.Choose(0, 9 * 24 * 60))
        let near = close.Select(m => (
            attempt.Channel == Channels.Call ? A.Placed(now.AddMinutes(-m)) : A.Sent(now.AddMinutes(-m)) with { Channel = attempt.Channel }))
        select (attempt, facts, history.Where(h => h.At <= now).Concat(near).ToArray(), now);

    // Each adds one fact that can only protect the person.
    private static readonly Func<ContactFacts, DateTimeOffset, ContactFacts>[] Protective =
    [
        (f, now) => f with { OptOuts = [.. f.OptOuts, new OptOut("all", now)] },
        (f, now) => f with { OptOuts = [.. f.OptOuts, new OptOut("address", now, "rowan@example.com")] },
        (f, now) => f with { CeasedAt = now },
        (f, now) => f with { Attorneys = [.. f.Attorneys, new Attorney(now)] },
        (f, now) => f with { Disputes = [.. f.Disputes, new Dispute(A.Debt, now)] },
        (f, now) => f with { DeceasedAt = now },
        (f, now) => f with { BankruptAt = now },
        (f, now) => f with { BreathingSpaces = [.. f.BreathingSpaces, new BreathingSpace(now, now.AddDays(60))] },
        (f, now) => f with { Holds = [.. f.Holds, new ContactHold(now)] },
        (f, now) => f with { Inconvenient = [.. f.Inconvenient, new InconvenientTime("12:00", "13:00")] },
        (f, _) => f with { Zones = [.. f.Zones, new PlausibleZone("Pacific/Honolulu")] },
        (f, _) => f with { SendingOn = false },
        (f, _) => f with { FilesAwaited = [new AwaitedFile("transactions", new DateOnly(2026, 3, 9), "late")] },
        (f, _) => f with { AccountState = "paid" },
        (f, _) => f with { AddressBounced = true },
        (f, _) => f with { AddressUnknown = true },
        (f, _) => f with { CallData = new CallData() },
        (f, now) => f with { CallData = new CallData(now, Waiting: true) },
        (f, now) => f with { CallData = new CallData(now.AddDays(-4), 24, false, "America/New_York") },
        (f, _) => f with { EmployerAddress = true },
    ];

    [Fact]
    public void A_protective_fact_never_opens_a_closed_way() =>
        Check(Questions.SelectMany(q => Gen.Elements(Protective), (q, add) => (q, add)), x =>
        {
            var before = ContactCheck.Evaluate(x.q.Attempt, x.q.Facts, x.q.History, x.q.Now);
            var after = ContactCheck.Evaluate(x.q.Attempt, x.add(x.q.Facts, x.q.Now), x.q.History, x.q.Now);
            return before.Rules.Zip(after.Rules).All(p => !p.First.IsBlocked || p.Second.IsBlocked);
        });

    [Fact]
    public void One_more_call_never_opens_a_closed_way() =>
        Check(Questions, q =>
        {
            var more = q.History.Append(A.Talked(q.Now.AddHours(-1))).Append(A.Placed(q.Now.AddHours(-2))).ToArray();
            var attempt = A.Call;
            var before = ContactCheck.Evaluate(attempt, q.Facts, q.History, q.Now);
            return before.Rules.Zip(ContactCheck.Evaluate(attempt, q.Facts, more, q.Now).Rules).All(p => !p.First.IsBlocked || p.Second.IsBlocked);
        });

    [Fact]
    public void The_earliest_time_is_allowed_by_its_rule_and_the_second_before_it_is_not() =>
        Check(Questions, q => ContactCheck.Evaluate(q.Attempt, q.Facts, q.History, q.Now).Blocks.Where(b => b.EarliestAt is not null).All(b =>
            b.EarliestAt > q.Now
            && !A.Ask(b.RuleId, q.Attempt, q.Facts, b.EarliestAt, q.History).IsBlocked
            && A.Ask(b.RuleId, q.Attempt, q.Facts, b.EarliestAt!.Value.AddSeconds(-1), q.History).IsBlocked));

    [Fact]
    public void The_next_possible_time_is_allowed_by_all_rules() =>
        Check(Questions, q => ContactCheck.NextPossible(q.Attempt, q.Facts, q.History, q.Now) is not { } next
            || ContactCheck.Evaluate(q.Attempt, q.Facts, q.History, next).Allowed);

    [Fact]
    public void Every_rule_in_force_answers_every_question() =>
        Check(Questions, q =>
        {
            var days = Zones.Of(q.Facts).Select(z => z.Day(NodaTime.Instant.FromDateTimeOffset(q.Now))).ToList();
            return ContactCheck.Evaluate(q.Attempt, q.Facts, q.History, q.Now).Rules.Select(r => r.RuleId)
                .SequenceEqual(RuleBook.Shipped.InForce(days.Min(), days.Max()).Select(r => r.Id));
        });

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(Arb.From(values), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
}
