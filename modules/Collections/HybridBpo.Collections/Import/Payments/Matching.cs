namespace HybridBpo.Collections.Import.Payments;

/// <summary>An account as it stands when payments come.</summary>
/// <param name="OldestMinor">Open part of the oldest bill.</param>
/// <param name="IsOpen">Neither recalled nor erased.</param>
internal sealed record Payable(
    Guid Id, string Reference, string Currency, string Name, long BalanceMinor, long OldestMinor, DateOnly PlacedOn, bool IsOpen);

/// <summary>A payment of a statement that stands on an account and was not returned.</summary>
internal sealed record PaidBefore(
    Guid Account, string Reference, long Minor, string Currency, DateOnly Day, IReadOnlyList<Guid> Traces, Guid ImportId, int Number);

/// <summary>What an entry is matched against: accounts and payments of one client.</summary>
internal sealed class Books(string client, IEnumerable<Payable> accounts, IEnumerable<PaidBefore> paid)
{
    private readonly Dictionary<Guid, Payable> accounts = accounts.DistinctBy(a => a.Id).ToDictionary(a => a.Id);

    private readonly List<PaidBefore> paid = [.. paid];

    private ILookup<string, Guid>? byReference, byName;

    public string Client => client;

    public IEnumerable<Payable> Spelled(string compact) =>
        (byReference ??= accounts.Values.ToLookup(a => Tokens.Compact(a.Reference), a => a.Id))[compact].Select(id => accounts[id]);

    public IEnumerable<Payable> Named(string name) =>
        (byName ??= accounts.Values.ToLookup(a => Tokens.Name(a.Name), a => a.Id))[name].Select(id => accounts[id]);

    public IEnumerable<Guid> Accounts => accounts.Keys;

    public IEnumerable<PaidBefore> Paid(IReadOnlyCollection<Guid> traces) => paid.Where(p => p.Traces.Any(traces.Contains));

    public IEnumerable<Guid> PaidAccounts => paid.Select(p => p.Account);

    /// <summary>What is booked counts for the next entry.</summary>
    public void Book(Match match, PaidBefore? payment, long effectMinor)
    {
        if (match.Account is { } of && accounts.TryGetValue(of.Id, out var account))
            accounts[of.Id] = account with { BalanceMinor = account.BalanceMinor + effectMinor, OldestMinor = 0 };
        if (match.Returns is { } returned) paid.Remove(returned);
        if (payment is not null) paid.Add(payment);
    }
}

/// <param name="State"><see cref="Booked"/>, <see cref="Open"/> or <see cref="Ignored"/>.</param>
/// <param name="Why">Code of the rule that decided.</param>
/// <param name="Account">Where it is booked.</param>
/// <param name="Returns">The payment that it takes back.</param>
/// <param name="Candidates">Accounts that it may be for, when nobody can tell.</param>
internal sealed record Match(string State, string Why, Payable? Account, PaidBefore? Returns, IReadOnlyList<Payable> Candidates)
{
    public const string Booked = "booked", Open = "open", Ignored = "ignored", Repeated = "repeated";

    /// <summary>Why of an entry whose payment a transactions file booked.</summary>
    public const string InFile = "in-file";
}

/// <summary>
/// Which account an entry is for. Only what is certain is booked: a reference that names one account, or amount and name that fit one alone.
/// Everything else goes before a person.
/// </summary>
internal static class Matching
{
    public const long MostMinor = 1_000_000_000_000;

    /// <param name="entry">The entry.</param>
    /// <param name="books">Accounts and payments of the client.</param>
    /// <param name="today">At the client.</param>
    /// <param name="maybeAgain">It may be in an earlier file as well.</param>
    public static Match Of(BankEntry entry, Books books, DateOnly today, bool maybeAgain)
    {
        var said = entry.Said;
        if (!said.Booked) return Ignored("pending");
        if (said.AmountMinor == 0) return Ignored("zero");
        if (said is { Credit: false, Reversal: false }) return Ignored("money-out");
        if (entry.Day is not { } day) return Ask("no-day");
        if (day > today.AddDays(1)) return Ask("ahead");
        if (said.AmountMinor is < 0 or > MostMinor) return Ask("too-large");
        if (maybeAgain || entry.MaybeAgain) return Ask("seen-maybe");
        if (!said.Credit) return Return(entry, books, day);
        return said.Reversal ? Ask("came-back") : Payment(entry, books, day);
    }

    private static Match Payment(BankEntry entry, Books books, DateOnly day)
    {
        var (said, named) = (entry.Said, References(entry, books).DistinctBy(a => a.Id).ToList());
        if (named.Count > 1) return Ask("several", named);
        if (named is [var one])
            return one.Currency != said.Currency ? Ask("currency", named)
                : one.PlacedOn > day ? Ask("before-placement", named)
                : new Match(Match.Booked, "reference", one, null, []);
        if (Tokens.Name(said.Counterparty ?? "") is not { Length: > 0 } name) return Ask("nothing-fits");
        var people = books.Named(name).Where(a => a.IsOpen && a.Currency == said.Currency).ToList();
        var fits = people.Where(a => a.BalanceMinor > 0 && (a.BalanceMinor == said.AmountMinor || a.OldestMinor == said.AmountMinor)).ToList();
        return fits switch
        {
            [var only] when only.PlacedOn <= day => new Match(Match.Booked, "amount-and-name", only, null, []),
            [_] => Ask("before-placement", fits),
            [] => people.Count == 0 ? Ask("nothing-fits") : Ask("amount-differs", people),
            _ => Ask("several", fits),
        };
    }

    private static Match Return(BankEntry entry, Books books, DateOnly day)
    {
        var traces = entry.Traces.Select(t => TraceOf(books.Client, t)).ToHashSet();
        var fits = books.Paid(traces).Where(p => p.Currency == entry.Said.Currency && p.Minor == entry.Said.AmountMinor && p.Day <= day).ToList();
        return fits is [var one] ? new Match(Match.Booked, "return", new Payable(
                one.Account, one.Reference, one.Currency, "", 0, 0, one.Day, true), one, [])
            : Ask(fits.Count == 0 ? "no-payment" : "several-payments", [.. fits.Select(p => new Payable(
                p.Account, p.Reference, p.Currency, "", 0, 0, p.Day, true)).DistinctBy(p => p.Id)]);
    }

    /// <summary>A reference as it is kept of a payment: a return is found by it, and nobody reads it.</summary>
    public static Guid TraceOf(string client, string compact) => Ids.For(client, "bank-trace", compact);

    /// <summary>All that the entry may spell as a reference, in compact form.</summary>
    public static IEnumerable<string> Spellings(BankEntry entry) => Fields(entry).Select(Tokens.Compact)
        .Concat(Fields(entry).Select(f => Tokens.OfCreditor(Tokens.Compact(f))).OfType<string>())
        .Concat(Texts(entry).SelectMany(Tokens.Runs).Select(r => string.Concat(r)).Where(Tokens.IsTelling)).Where(s => s.Length > 2);

    private static IEnumerable<Payable> References(BankEntry entry, Books books)
    {
        // A field of its own is the reference as a whole.
        foreach (var compact in Fields(entry).Select(Tokens.Compact))
            foreach (var form in new[] { compact, Tokens.OfCreditor(compact) }.OfType<string>().Where(f => f.Length > 2))
                foreach (var account in books.Spelled(form)) yield return account;
        foreach (var run in Texts(entry).SelectMany(Tokens.Runs))
            if (string.Concat(run) is var compact && Tokens.IsTelling(compact))
                foreach (var account in books.Spelled(compact).Where(a => Tokens.Spells(run, a.Reference))) yield return account;
    }

    private static IEnumerable<string> Fields(BankEntry entry) => new[] { entry.Said.Structured, entry.Said.EndToEndId }.OfType<string>();

    private static IEnumerable<string> Texts(BankEntry entry) => Fields(entry).Append(entry.Said.Remittance).OfType<string>();

    private static Match Ignored(string why) => new(Match.Ignored, why, null, null, []);

    private static Match Ask(string why, IReadOnlyList<Payable>? candidates = null) => new(Match.Open, why, null, null, candidates ?? []);
}
