using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>Flagged accounts with a known answer, out of decided ones. Of what happened only what the product itself wrote is told.</summary>
internal sealed class FlaggedSample(AccountBook book) : ICaseSample
{
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    public string Kind => FlaggedForm.CaseKind;

    public IReadOnlyList<string> Proposes { get; } = [FlaggedForm.OfferPlan, FlaggedForm.KeepReminding, FlaggedForm.PaymentHold];

    public string Invent(string reference, Guid of) => Disguise.Neighbour(reference, of);

    public async Task<bool> IsTakenAsync(string client, string reference, CancellationToken ct) =>
        await book.FindAsync(Access.System("flagged-sample", client), client, Account.IdOf(client, reference), ct) is not null;

    public Task<Result<SampleCase>> MakeAsync(SampleSource source, CancellationToken ct) => Task.FromResult<Result<SampleCase>>(Make(source));

    internal static SampleCase Make(SampleSource source)
    {
        var real = FlaggedEvidence.Read(source.Evidence);
        var disguise = new Disguise(source.CaseId, real.Currency, real.Name, source.Name, real.Reference, source.Reference);
        var told = real with
        {
            Reference = source.Reference,
            Name = source.Name,
            Facts = [.. real.Facts.Select(fact => fact with
            {
                Value = disguise.Text(fact.Value),
                Source = fact.Label == FlaggedEvidence.OldestBill ? FlaggedEvidence.FromClient : disguise.Text(fact.Source),
            })],
            Months = real.Months.As(real.AsOf, real.Currency, disguise.Amount),
            Budget = [.. real.Budget.Select(line => line with
            {
                Words = disguise.Text(line.Words), Why = line.Why is { } why ? disguise.Text(why) : null,
            })],
            Events = [.. real.Events.Select(e => SampleEvents.Told(e, disguise))],
        };
        var machine = ProposalView.Read(source.Proposal.Json);
        var balance = Balance(told);
        var (fields, words) = FlaggedProposal.Terms(source.Proposed, balance, UsualBill(told, balance), told.Currency, machine.AsOf);
        var view = machine with { Words = words, Reasons = [.. machine.Reasons.Select(r => r with { Text = disguise.Text(r.Text) })] };
        // Kept on other days than the real ones, and on the same days of the week.
        var weeks = 1 + (source.CaseId.ToByteArray()[3] % 8);
        return MovedTo(Of(told, view, source.Proposal with { Choice = source.Proposed, Fields = fields }),
            new DateTimeOffset(real.AsOf.AddDays(-7 * weeks), new TimeOnly(12, 0), TimeSpan.Zero));
    }

    public SampleCase On(SampleCase sample, DateTimeOffset at) => MovedTo(sample, at);

    private static SampleCase MovedTo(SampleCase sample, DateTimeOffset at)
    {
        var (told, machine) = (FlaggedEvidence.Read(sample.Evidence.Json), ProposalView.Read(sample.Proposal.Json));
        var today = LocalDays.On(at, told.Zone);
        var moved = new MovedDays(told.AsOf, today.DayNumber - told.AsOf.DayNumber);
        var now = told with
        {
            AsOf = today,
            Facts = [.. told.Facts.Select(fact => fact with { Value = moved.Text(fact.Value), Source = moved.Text(fact.Source) })],
            Months = told.Months.As(today, told.Currency, amount => amount),
            Budget = [.. told.Budget.Select(line => line with
            {
                Words = moved.Text(line.Words), Why = line.Why is { } why ? moved.Text(why) : null, Next = moved.Text(line.Next),
            })],
            BudgetNote = told.BudgetNote is { } note ? moved.Text(note) : null,
            Events = [.. told.Events.Select(e => SampleEvents.Moved(e, moved, at))],
        };
        var view = machine with
        {
            AsOf = machine.AsOf.AddDays(moved.Days),
            Reasons = [.. machine.Reasons.Select(r => r with { Text = moved.Text(r.Text) })],
        };
        var balance = Balance(now);
        var (fields, _) = FlaggedProposal.Terms(sample.Proposal.Choice!, balance, UsualBill(now, balance), now.Currency, view.AsOf);
        return Of(now, view, sample.Proposal with { Fields = fields });
    }

    public AnswerImpossible? Check(string evidenceJson, Answer answer, DateTimeOffset now)
    {
        var told = FlaggedEvidence.Read(evidenceJson);
        var account = Account.Create(new AccountPlaced(
            answer.SubjectId, told.Reference, "", "", null, told.Currency, 0, told.AsOf, told.AsOf, null, null));
        return FlaggedOutcome.Check(answer, account, Balance(told), LocalDays.On(now, told.Zone), now);
    }

    private static SampleCase Of(FlaggedEvidence told, ProposalView view, Proposal proposal) => new(
        FlaggedCase.QuestionOf(told.Name), told.Name,
        new Evidence(FlaggedEvidence.Shape, told.ToJson(), $"{told.Reference} {told.Name}"), FlaggedForm.For(told.Currency, Balance(told)),
        proposal with { Json = JsonSerializer.Serialize(view, Web) });

    private static long Balance(FlaggedEvidence told) =>
        Disguise.Minor(told.Facts.First(fact => fact.Label == FlaggedEvidence.BalanceLabel).Value, told.Currency) ?? 0;

    private static long UsualBill(FlaggedEvidence told, long balance) => told.Months.Due.Where(due => due > 0).DefaultIfEmpty() is var bills
        && bills.Average() is > 0 and var usual ? (long)(usual * MoneyText.Unit(told.Currency)) : balance;
}
