using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.Import.Twice;

/// <summary>Money that moved on an account, as one file tells it.</summary>
/// <param name="Number">Line of the file, or place in the statement.</param>
/// <param name="Key">The same in every file of its kind that tells of it.</param>
/// <param name="Traces">References of the payer or the bank, under which the other file may know it.</param>
internal sealed record Movement(
    Guid Import, int Number, Guid Key, Guid Account, string Type, long EffectMinor, DateOnly Day, IReadOnlyList<Guid> Traces)
{
    /// <summary>A bank books days after the client noted it, or before; over a weekend and a holiday it is four days.</summary>
    public const int Days = 4, DaysByReference = 14;

    public (Guid, int) Row => (Import, Number);

    /// <summary>Only payments and returned ones stand in both kinds of files.</summary>
    public static bool IsTold(string type) => type is TransactionTypes.Payment or TransactionTypes.Returned;

    public bool Shares(Movement other) => Traces.Any(other.Traces.Contains);

    /// <summary>May it be the same movement? Amount and account alone are not enough.</summary>
    public bool MayBe(Movement other) => Account == other.Account && Type == other.Type && EffectMinor == other.EffectMinor
        && Apart(other) <= (Shares(other) ? DaysByReference : Days);

    public int Apart(Movement other) => Math.Abs(Day.DayNumber - other.Day.DayNumber);

    public TransactionEntry Booking(string reference) => new(
        Account, reference, Type, EffectMinor, new DateTimeOffset(Day, new TimeOnly(12, 0), TimeSpan.Zero), Day, null, Import, Number);
}
