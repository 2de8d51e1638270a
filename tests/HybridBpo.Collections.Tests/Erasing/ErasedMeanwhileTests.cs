using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>Somebody is erased, which takes minutes where a client has many files, and others work on meanwhile.</summary>
public class ErasedMeanwhileTests(ErasedMeanwhileTests.SlowHouse house) : IClassFixture<ErasedMeanwhileTests.SlowHouse>
{
    private const string Words = "She was in hospital with her mother";

    private static readonly Access Collector = new(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury"], [Roles.Collector]);
    private static readonly Access Clara = new(new Actor(Actor.Person, "clara", "Clara"), ["tilbury"], [Roles.Compliance]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_others_write_or_have_sent_on_about_them_meanwhile_is_refused_or_given_up()
    {
        var desk = new Desk(house);
        await house.LoadAsync("placement", """
            account_ref,customer_ref,name,email,phone,city,state,zip,country,due_date,balance
            MW-1,C-1,Zoe Quillfeather,zoe@example.com,+12025550147,Albany,NY,12207,US,2026-10-09,500.00
            """);
        var account = await desk.AccountAsync("MW-1");
        await DisputeAsync(account, "before");
        var asked = Assert.Single(await house.SentAsync<OpenCase>(CaseMessages.Open), o => o.SubjectId == account.PersonId);
        await house.RelayAsync(async () => await CountAsync("select count(*) from inbox.cases where stage = 'open'") == 1);
        var refused = new List<Refusal?>();
        house.Meanwhile = async () =>
        {
            // They read the account before it was erased, and press the button now.
            refused.Add(await DisputeAsync(account, Words));
            refused.Add((await house.Get<Protections>().NoteAsync(Collector, account, new NoteProtection(
                Kinds.Attorney, "phone", house.Clock.Now, Words, "col-1"), Guid.NewGuid(), Ct)).Refusal);
            refused.Add((await house.Get<Calls>().RecordAsync(Collector, account, file => new RecordCall(
                Guid.NewGuid(), house.Clock.Now.AddHours(-1), true, CallOutcomes.RightParty, null, [account], Words, "col-1"),
                Guid.NewGuid(), Ct)).Refusal);
            // A module that did not hear of it yet asks for a case; one is handled at this moment, one still waits.
            foreach (var handled in new[] { true, false })
            {
                var session = house.Store.OpenSession("tilbury", Access.System("test", "tilbury"));
                session.Send(CaseMessages.Open, asked with { CaseId = Guid.CreateVersion7(), Question = Words, Title = Words });
                await session.SaveChangesAsync(Ct);
                if (handled) await house.RelayAsync(async () => await CountAsync(
                    "select count(*) from platform.messages where state = 'waiting' and json is not null") == 0);
            }
        };

        var proof = (await house.Get<ErasePeople>().EraseAsync(Clara, "tilbury", account.PersonId, "request", Ct, "they asked")).Value;

        Assert.Equal(ErasureStates.Done, proof.State);
        Assert.Equal(3, refused.OfType<PersonErased>().Count());
        Assert.True(await CountAsync("select count(*) from inbox.cases") >= 1);
        Assert.Equal(0, await CountAsync("select count(*) from inbox.cases where stage <> 'withdrawn'"));
        Assert.Equal(0, await CountAsync($"""
            select count(*) from inbox.cases where concat_ws(' ', title, question, search_text, reference) ilike '%hospital%'
            """));
        Assert.Equal(0, await CountAsync("select count(*) from inbox.proposals") + await CountAsync("select count(*) from inbox.drafts"));
        Assert.Equal(0, await CountAsync("select count(*) from platform.messages where state in ('waiting', 'stuck')"));

        // One that comes even later opens none.
        var after = house.Store.OpenSession("tilbury", Access.System("test", "tilbury"));
        after.Send(CaseMessages.Open, asked with { CaseId = Guid.CreateVersion7(), Question = Words, Title = Words });
        await after.SaveChangesAsync(Ct);
        await house.RelayAsync(async () => await CountAsync(
            "select count(*) from platform.messages where state = 'waiting' and json is not null") == 0);
        Assert.Equal(0, await CountAsync("select count(*) from inbox.cases where stage <> 'withdrawn'"));
        Assert.Equal(0, await CountAsync("select count(*) from platform.messages where state = 'stuck'"));
        Assert.Equal(0, await CountAsync($"select count(*) from events.es_subject_keys where subject_id = '{account.PersonId}'"));
    }

    private async Task<Refusal?> DisputeAsync(AccountRow account, string words) => (await house.Get<Protections>().NoteAsync(
        Collector, account, new NoteProtection(Told.Dispute, "phone", house.Clock.Now, words, "col-1"), Guid.NewGuid(), Ct)).Refusal;

    private Task<long> CountAsync(string sql) => new Desk(house).OneAsync<long>(sql);

    /// <summary>A house in which an erasure takes long, and something happens meanwhile.</summary>
    public sealed class SlowHouse : House
    {
        internal Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

        private protected override void AddMore(IServiceCollection more) => more.AddSingleton<ISubjectEraser>(new Slow(this));

        private sealed class Slow(SlowHouse house) : ISubjectEraser
        {
            public Task EraseAsync(string client, Guid subject, CancellationToken ct) => house.Meanwhile();
        }
    }
}
