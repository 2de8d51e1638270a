using HybridBpo.Collections.Import.Twice;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Payments;

internal sealed record PaymentAccountUnknown(string Message) : Invalid(Message);

/// <summary>Applies what a person decided about money that nobody could assign, once.</summary>
internal sealed class UnmatchedOutcome(Database database, Clients clients, TwinBooks twinBooks, TimeProvider time) : IOutcomeHandler
{
    public string Kind => UnmatchedPayment.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Reader(outcome.Client);
        if (await FindAsync(outcome.Client, outcome.CaseId, ct) is not { } entry
            || await clients.GetAsync(access, outcome.Client, ct) is not { } client) return new NotFound("There is no entry for this case.");
        if (entry.State != Match.Open) return Done.Yes;
        if (!Decide(outcome.Choice, entry, await AccountsAsync(outcome.Client, outcome.Fields, ct)).Is(out var decided, out var refusal))
            return refusal;
        var (now, account) = (time.GetUtcNow(), decided.Account?.Id);
        var reference = account is null ? null : EntryWriter.ReferenceOf(outcome.Client, entry.ImportId, entry.Number);
        return await database.InTransactionAsync<Result<Done>>(access, async (connection, _) =>
        {
            await StatementTurn.TakeAsync(connection, outcome.Client, ct);
            await PeopleLock.ShareAsync(connection, outcome.Client, ct);
            // The client's own list may have it there already: then it is booked once, and the page of the file shows by what.
            var claims = account is { } on
                ? await TwinsAsync(access, outcome.Client, entry, entry.BookingOn(outcome.Client, on, client.Today(now)), ct) : [];
            var (state, why) = claims.Count > 0 ? (Match.Repeated, Match.InFile) : (decided.State, "by-hand");
            if (claims.Count > 0) reference = null;
            // Whoever comes second finds it decided. The words have been read.
            if (await EntryWriter.RunAsync(connection, $"""
                update collections.statement_entries set state = {state}, words = null, account_id = {account}::uuid,
                  transaction_ref = {reference}::text, why = case when {account}::uuid is null then why else {why} end,
                  traces = case when {account}::uuid is null then array[]::uuid[] else traces end, decided_by = {outcome.DecidedBy},
                  decided_at = {now}
                where client_id = {outcome.Client} and case_id = {outcome.CaseId} and state = 'open'
                """, ct) == 0) return Done.Yes;
            await ToldTwice.WriteAsync(connection, outcome.Client, claims, ct);
            if (account is { } of && claims.Count == 0)
                await Bookings.WriteAsync(connection, outcome.Client, [entry.BookingOn(outcome.Client, of, client.Today(now))], ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.imports set quarantined = greatest(0, quarantined - 1),
                  added = added + {(account is null || claims.Count > 0 ? 0 : 1)},
                  unchanged = unchanged + {(claims.Count > 0 ? 1 : 0)}
                where client_id = {outcome.Client} and id = {entry.ImportId}
                """, ct);
            await EntryWriter.OpenCasesAsync(connection, outcome.Client, ct);
            return Done.Yes;
        }, ct);
    }

    public async Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct)
    {
        if (await FindAsync(answer.Client, answer.CaseId, ct) is not { } entry) return new AnswerImpossible("", "There is no entry for this case.");
        return Decide(answer.Choice, entry, await AccountsAsync(answer.Client, answer.Fields, ct)).Refusal is { } why
            ? new AnswerImpossible("account", why.Message) : null;
    }

    internal static Result<Decided> Decide(string choice, OpenEntry entry, IReadOnlyList<Payable> accounts) => choice switch
    {
        UnmatchedPayment.SendBack => new Decided("sent-back", null),
        UnmatchedPayment.Park => new Decided("parked", null),
        _ => accounts switch
        {
            [] => new PaymentAccountUnknown("No account of this client has the reference."),
            [var one] when one.Currency != entry.Currency => new PaymentAccountUnknown(
                $"{one.Reference} is in {one.Currency} and the money in {entry.Currency}: send it back or park it."),
            [_] when Math.Abs((decimal)entry.SignedMinor) > Matching.MostMinor => new PaymentAccountUnknown(
                "The amount is larger than any that is taken: send it back or park it."),
            [var one] => new Decided(Match.Booked, one),
            _ => new PaymentAccountUnknown("Several accounts are written like this: give the reference as the account shows it."),
        },
    };

    private static Access Reader(string client) => Access.System("payment-outcome", client);

    private async Task<IReadOnlyList<Claim>> TwinsAsync(
        Access access, string client, OpenEntry entry, Accounts.TransactionEntry booking, CancellationToken ct)
    {
        var twins = await twinBooks.OfFilesAsync(access, client, [booking.AccountId], ct);
        return twins.Take(new Movement(
            entry.ImportId, entry.Number, Ids.For(client, "bank-payment", $"{entry.Key:N}|{entry.Part}"), booking.AccountId, booking.Type,
            booking.EffectMinor, booking.OnDay, [.. entry.Traces.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)]))
            ? twins.Changes : [];
    }

    private Task<OpenEntry?> FindAsync(string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<OpenEntry>(Reader(client), $"""
            select import_id, number, on_day, signed_minor, currency, state, key, part, array_to_string(traces, ',') as traces
            from collections.statement_entries
            where client_id = {client} and case_id = {caseId}
            """, ct);

    // As it is written; else whatever its signs and spaces.
    private async Task<IReadOnlyList<Payable>> AccountsAsync(string client, IReadOnlyDictionary<string, string> fields, CancellationToken ct)
    {
        if (fields.GetValueOrDefault("account")?.Trim() is not { Length: > 0 } said) return [];
        var like = await database.QueryAsync<Payable>(Reader(client), $"""
            select a.id, a.reference, a.currency, '' as name, a.balance_minor, a.oldest_minor, a.placed_on, a.state = 'open' as is_open
            from collections.accounts a
            where a.client_id = {client} and a.undone_at is null and (a.reference = {said}
              or collections.reference_key(a.reference) = {Tokens.Compact(said)} and {Tokens.Compact(said)} <> '')
            limit 20
            """, ct);
        return like.Where(a => a.Reference == said).ToList() is { Count: 1 } exact ? exact : like;
    }

    internal sealed record Decided(string State, Payable? Account);

    internal sealed record OpenEntry(
        Guid ImportId, int Number, DateOnly? OnDay, long SignedMinor, string Currency, string State, Guid Key, int Part, string Traces)
    {
        /// <summary>On its day; where that is not known, or has not come, on the day of the decision.</summary>
        public Accounts.TransactionEntry BookingOn(string client, Guid account, DateOnly today) =>
            EntryWriter.Booking(client, account, SignedMinor, OnDay is { } day && day <= today ? day : today, ImportId, Number);
    }
}
