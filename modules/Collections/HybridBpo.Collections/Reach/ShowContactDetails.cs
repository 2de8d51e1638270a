namespace HybridBpo.Collections.Reach;

/// <summary>Opens a person's numbers and addresses to one user, for a working day, and keeps that they were looked at.</summary>
internal sealed record ShowContactDetails(string ShownTo, DateTimeOffset At)
{
    private static readonly TimeSpan Stays = TimeSpan.FromHours(12);

    public static Result<Decision<Done>> Decide(ShowContactDetails show, Person? person) =>
        person is null ? new NotFound("There is no such person.")
        : AreShown(person, show.ShownTo, show.At) ? new Decision<Done>(Done.Yes)
        : new Decision<Done>(Done.Yes, new ContactDetailsShown(show.ShownTo, show.At));

    public static bool AreShown(Person person, string user, DateTimeOffset now) =>
        person.Looks.TryGetValue(user, out var at) && at > now - Stays;
}
