namespace HybridBpo.Events.Tests;

public sealed record AccountOpened([property: Code] string Reference, long BalanceMinor);

public sealed record MoneyPaid(long AmountMinor);

public sealed record NoteTaken([property: Personal] string? Note);

public sealed record PersonContacted([property: Subject] Guid Person, [property: Personal] string? Words, [property: Code] string Channel);

public sealed record Odd(
    string Text, IReadOnlyList<string> Texts, IReadOnlyDictionary<string, string> Map, double Number, decimal Amount, DateTimeOffset At);

/// <summary>A record folded by returning the next state.</summary>
public sealed record Account(string Reference, long BalanceMinor, int Payments)
{
    public Guid Id { get; init; }

    public long Version { get; init; }

    public static Account Create(AccountOpened e) => new(e.Reference, e.BalanceMinor, 0);

    public Account Apply(MoneyPaid e) => this with { BalanceMinor = BalanceMinor - e.AmountMinor, Payments = Payments + 1 };
}

/// <summary>A class folded in place.</summary>
public sealed class Notebook
{
    public List<string?> Notes { get; } = [];

    public DateTimeOffset? Last { get; private set; }

    public void Apply(NoteTaken e, StoredEvent stored)
    {
        Notes.Add(e.Note);
        Last = stored.Timestamp;
    }
}
