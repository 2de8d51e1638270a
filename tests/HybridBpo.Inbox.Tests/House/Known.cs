using System.Net;
using HybridBpo.Inbox.Api;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// Cases as programs open them, and samples made of those.
internal static class Known
{
    public const string Kind = "api.review";

    public static OpenCase Invoice(string reference, double dueInHours = 8, string client = "fernbrook") => new(
        Ids.For(client, "api-case", reference), client, Kind, $"Pay invoice {reference}?", reference, Ids.For(client, "api-subject", reference), 0,
        DateTimeOffset.UtcNow.AddHours(dueInHours),
        new Evidence(ApiFacts.Version,
            ApiFacts.Write([new("Amount", "412.00 USD", "invoice, line 3"), new("Supplier", "Rowan Ellery Ltd")]), reference),
        new CaseForm([], [new("pay", "Pay it", "Pay it", false, false, "", []), new("hold", "Hold it back", "Hold it", true, false, "", [])],
            [new("facts", "The facts"), new("other", "Other")]),
        new Proposal("pay", new Dictionary<string, string>(), new Dictionary<string, string>(), "invoice rules 3",
            ApiFacts.Write([new("Why", "Within the limit")])), []);

    /// Judges and decides by the forms of the case.
    public static async Task<string> AnswerAsync(this Person person, InboxHouse house, OpenCase on, string choice)
    {
        await person.JudgeItAsync(house, on, choice);
        var (status, body, _) = await person.ActAsync(on, "decide", ("command", $"{Guid.NewGuid()}"),
            ("token", $"{await house.TokenAsync(person, on)}"), ("take", "own"), ("reason", "facts"));
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
        return body;
    }

    public static async Task AnswerDecidedAsync(this Person person, InboxHouse house, OpenCase on)
    {
        var (status, body, _) = await person.ActAsync(on, "decide", ("command", $"{Guid.NewGuid()}"),
            ("token", $"{await house.TokenAsync(person, on)}"), ("take", "own"), ("reason", "facts"));
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
    }

    public static async Task JudgeItAsync(this Person person, InboxHouse house, OpenCase on, string choice)
    {
        var (status, body, _) = await person.ActAsync(on, "judge", ("command", $"{Guid.NewGuid()}"),
            ("token", $"{await house.TokenAsync(person, on)}"), ("choice", choice), ("weight", "income"), ("sure", "fairly"));
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
    }

    /// As the person sees it: nobody else sees a seed.
    public static async Task<long> TokenAsync(this InboxHouse house, Person person, OpenCase on) =>
        (await house.Get<HybridBpo.Inbox.Queue.CaseRows>().FindAsync(person.Access, on.Client, on.CaseId, default))!.Token;

    /// Opens an invoice and has it decided and carried out.
    public static async Task<OpenCase> DecidedAsync(this InboxHouse house, string reference, string by)
    {
        var ask = Invoice(reference);
        await house.OpenAsync(ask);
        using var person = house.As(by);
        await person.TakeAsync(ask);
        await person.AnswerAsync(house, ask, "pay");
        await house.UntilAsync(ask, Stages.Delivered);
        return ask;
    }

    public static async Task<(HttpStatusCode Status, string Body, string? To)> TryMakeAsync(
        this Person person, OpenCase of, string reference, string purpose = "seed", string proposed = "pay", string truth = "hold",
        string supplier = "Linden Supplies") => await person.PostAsync($"/supervision/samples/new/{of.Client}/{of.CaseId}",
            ("command", $"{Guid.NewGuid()}"), ("purpose", purpose), ("question", $"Pay invoice {reference}?"), ("reference", reference),
            ("label", "Amount"), ("value", "980.00 USD"), ("source", "invoice, line 1"), ("label", "Supplier"), ("value", supplier), ("source", ""),
            ("because", "Within the limit"), ("proposed", proposed), ("truth", truth), ("why", "The bank account was changed a day before."),
            ("attested", "yes"));

    public static async Task MakeAsync(this Person person, OpenCase of, string reference, string purpose = "seed", string proposed = "pay",
        string truth = "hold")
    {
        var (status, body, _) = await person.TryMakeAsync(of, reference, purpose, proposed, truth);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
    }

    /// Next, where the lot falls on a seed.
    public static async Task<OpenCase?> NextSeedAsync(this Person person, InboxHouse house)
    {
        house.Lot.Always = true;
        var (_, _, to) = await person.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"));
        house.Lot.Always = false;
        var id = to!.Split('/') is [.., var last] && Guid.TryParse(last, out var caseId) ? caseId : Guid.Empty;
        var client = to.Split('/').Length > 3 ? to.Split('/')[3] : "";
        return await house.Get<Seeds>().FindAsync(client, id, default) is null ? null : Invoice("seed", client: client) with { CaseId = id };
    }
}
