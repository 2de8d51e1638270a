using System.Globalization;

namespace HybridBpo.Collections.Negotiation;

/// <summary>A contact hold or a payment hold.</summary>
/// <param name="Kind"><c>contact</c> or <c>payment</c>.</param>
internal sealed record PlaceHold(Guid Id, string Kind, DateTimeOffset? Until, string PlacedBy, string Reason, string Note)
{
    private const int MostYears = 5;

    /// <summary>
    /// The end of a hold through this day (YYYY-MM-DD): it lasts through its last day everywhere in the country. Null when it is no day.
    /// </summary>
    public static DateTimeOffset? End(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
            ? new DateTimeOffset(last, new TimeOnly(12, 0), TimeSpan.Zero).AddDays(last == DateOnly.MaxValue ? 0 : 1) : null;

    /// <summary>The last day of a hold with this end, as somebody named it.</summary>
    public static DateOnly LastDay(DateTimeOffset end) => DateOnly.FromDateTime(end.UtcDateTime.AddDays(-1));

    public static Result<Decision<Done>> Decide(PlaceHold hold, Account? account, DateTimeOffset now)
    {
        if (account is null) return new NotFound("There is no such account.");
        if (hold.Until <= now) return new HoldEndsInThePast("A hold ends in the future.");
        if (hold.Until > now.AddYears(MostYears))
            return new HoldTooLong($"A hold ends within {MostYears} years. Leave the day out, and it stands until somebody releases it.");
        if (hold.Kind == "payment" && hold.Until is null) return new HoldEndsInThePast("A pause for hardship needs its last day.");
        return account.Holds.Any(h => h.Id == hold.Id)
            ? new Decision<Done>(Done.Yes)
            : new Decision<Done>(Done.Yes, new HoldPlaced(account.PersonId, hold.Id, hold.Kind, hold.Until, hold.PlacedBy, hold.Reason, hold.Note));
    }
}

/// <summary>Ends a hold: only a person may, and says why.</summary>
internal sealed record ReleaseHold(Guid Id, string ReleasedBy, string Why)
{
    public static Result<Decision<Done>> Decide(ReleaseHold release, Account? account, DateTimeOffset now)
    {
        if (account is null || account.Holds.All(h => h.Id != release.Id)) return new NotFound("There is no such hold.");
        if (release.Why.Length == 0) return new ReasonMissing("Say why the hold ends: it takes protection away.");
        var rest = account.Holds.Where(h => h.Id != release.Id && h.IsActive(now)).ToList();
        DateTimeOffset? until = rest.Count > 0 && rest.All(h => h.Until is not null) ? rest.Max(h => h.Until) : null;
        return new Decision<Done>(Done.Yes, new HoldReleased(
            account.PersonId, release.Id, release.ReleasedBy, rest.Count > 0, until, release.Why));
    }
}

internal sealed record HoldEndsInThePast(string Message) : Invalid(Message);

internal sealed record HoldTooLong(string Message) : Invalid(Message);

internal sealed record ReasonMissing(string Message) : Invalid(Message);
