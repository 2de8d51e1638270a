using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Events;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>A reminder of which it is certain that it did not leave costs the person no contact, and the bill still counts as not reminded.</summary>
public class NothingLeftTests(House house) : IClassFixture<House>
{
    private const string Header =
        "external_ref,debtor_name,debtor_ssn_last4,debtor_email,debtor_phone,original_amount,due_date,creditor_name,account_type\n",
        First = "TF-1,Angela Foster,7823,angela.foster@example.com,+12025550123,450.00,2026-10-09,Tilbury Freight,freight\n",
        Second = "TF-2,Angela Foster,7823,angela.foster@example.com,+12025550123,120.50,2026-10-08,Tilbury Freight,freight\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_did_not_leave_gives_its_contact_back_and_does_not_count_as_a_reminder()
    {
        await house.LoadAsync("placement", Header + First);
        await AttestAllAsync(1);
        var client = (await house.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!;
        Assert.Equal(1, (await house.Get<PlanNudges>().RunAsync(client, Ct)).Planned);
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(House.Supervisor, "tilbury", Ct)).Refusal);

        // The mail server was away: planned again, nothing is used up, and the timeline says so.
        var again = house.Clock.Now.AddMinutes(5);
        await HandOverAsync(DeliveryStates.Planned, again);
        Assert.Empty((await FileAsync()).Person.Contacts);
        var nudge = Assert.Single(await NudgesAsync());
        Assert.Equal(("planned", again, "It could not be reached."), (nudge.State, nudge.DueAt, nudge.Words));
        var desk = (await house.Get<AccountDesk>().LoadAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "TF-1"), Ct))!;
        Assert.Contains(desk.Timeline, e => e.Kind == "planned" && e.Detail == "It could not be reached.");

        // Tried anew, and refused for good: an attempt of its own, which is given back as well.
        await HandOverAsync(DeliveryStates.Failed, null);
        Assert.Empty((await FileAsync()).Person.Contacts);
        Assert.Equal("failed", Assert.Single(await NudgesAsync()).State);
        var stream = await house.Store.FetchStreamAsync("tilbury", (await FileAsync()).Row.Id, ct: Ct);
        Assert.Equal(2, stream.Count(e => e.Data is ContactAttempted));
        Assert.Equal(0, (await house.Get<PlanNudges>().RunAsync(client, Ct)).Planned);

        // Another bill comes: the next message speaks of both, since of the first nobody was told.
        await house.LoadAsync("placement", Header + Second);
        await AttestAllAsync(2);
        Assert.Equal(1, (await house.Get<PlanNudges>().RunAsync(client, Ct)).Planned);
        Assert.Equal(2, Assert.Single(await NudgesAsync(), n => n.State == "planned").Accounts.Length);

        // What may have left counts.
        await HandOverAsync(DeliveryStates.Unknown, null);
        Assert.Equal(2, (await FileAsync()).Person.Contacts.Count);
    }

    [Fact]
    public async Task What_left_after_a_backup_that_was_restored_counts_as_the_contact_that_it_was()
    {
        await using var restored = new House();
        await restored.InitializeAsync();
        var here = new NothingLeftTests(restored);
        await restored.LoadAsync("placement", Header + First);
        await here.AttestAllAsync(1);
        var client = (await restored.Get<Clients>().GetAsync(House.Supervisor, "tilbury", Ct))!;
        Assert.Equal(1, (await restored.Get<PlanNudges>().RunAsync(client, Ct)).Planned);
        var delivery = Assert.Single(await restored.Get<Deliveries>().ListAsync(House.Supervisor, "tilbury", DeliveryStates.Planned, 10, 0, Ct));
        var source = restored.Get<IEnumerable<IDeliverySource>>().Single(s => s.Name == delivery.Source);
        var session = restored.Store.OpenSession("tilbury", Access.System("test"));
        await source.RecoverAsync(
            delivery, new DeliveryReceipt(DeliveryStates.Sent, "It left.", "<1@example.com>", restored.Clock.Now), session, Ct);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        var contact = Assert.Single((await here.FileAsync()).Person.Contacts);
        Assert.Equal(("TF-1", Channels.Email), (contact.Debt, contact.Channel));
        Assert.Equal("sent", Assert.Single(await here.NudgesAsync()).State);
    }

    private async Task HandOverAsync(string outcome, DateTimeOffset? again)
    {
        var delivery = Assert.Single(await house.Get<Deliveries>().ListAsync(House.Supervisor, "tilbury", DeliveryStates.Planned, 10, 0, Ct));
        var source = house.Get<IEnumerable<IDeliverySource>>().Single(s => s.Name == delivery.Source);
        var reserving = house.Store.OpenSession("tilbury", Access.System("test"));
        Assert.IsType<DeliveryVerdict.SendMail>(await source.PrepareAsync(delivery, reserving, Ct));
        Assert.IsType<SaveOutcome.Saved>(await reserving.SaveChangesAsync(Ct));
        Assert.NotEmpty((await FileAsync()).Person.Contacts);
        var receipt = new DeliveryReceipt(outcome, "It could not be reached.", "<1@example.com>", house.Clock.Now, Again: again);
        var confirming = house.Store.OpenSession("tilbury", Access.System("test"));
        await source.ConfirmAsync(delivery, receipt, confirming, Ct);
        confirming.Queue($"update platform.deliveries set state = {outcome} where client_id = 'tilbury' and id = {delivery.Id}");
        Assert.IsType<SaveOutcome.Saved>(await confirming.SaveChangesAsync(Ct));
    }

    private async Task<ContactFile> FileAsync()
    {
        var account = (await house.Get<AccountBook>().FindAsync(House.Supervisor, "tilbury", Account.IdOf("tilbury", "TF-1"), Ct))!;
        return (await house.Get<ContactFiles>().LoadAsync(House.Supervisor, "tilbury", account.PersonId, Ct))!;
    }

    private async Task<IReadOnlyList<NudgeRow>> NudgesAsync() =>
        await house.Get<NudgeBook>().OfPersonAsync(House.Supervisor, "tilbury", (await FileAsync()).Row.Id, Ct);

    // What is vouched for covers the files that were there, so a second file needs it anew.
    private async Task AttestAllAsync(int time)
    {
        (string Fact, Dictionary<string, string> Value)[] facts =
        [
            (Facts.Regime, new() { ["role"] = "third-party", ["debt"] = "consumer", ["jurisdiction"] = "US" }),
            (Facts.ValidationNotice, new() { ["sentOn"] = "2026-10-13" }),
            (Facts.EmailBasis, new() { ["kind"] = "consent", ["since"] = "2026-08-01" }),
        ];
        foreach (var (fact, value) in facts) Assert.Null((await house.Get<Attestations>().AttestAsync(
            House.Supervisor, "tilbury", fact, null, value, Ids.For("tilbury", $"test {time}", fact), Ct)).Refusal);
    }
}
