using HybridBpo.Events;
using HybridBpo.Inbox.Seeding;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Inbox.Reviewing;

/// Of how many of 100 decisions that leave one is reviewed once more.
internal sealed record ReviewSettings(double Share)
{
    public const double Most = 0.2;

    public static ReviewSettings From(IConfiguration configuration)
    {
        var percent = configuration.GetValue("Inbox:Reviews:Percent", 3.0);
        return percent is >= 0 and <= 100 * Most ? new(percent / 100)
            : throw new InvalidOperationException($"Inbox:Reviews:Percent is {percent}; it must be between 0 and {100 * Most}.");
    }
}

/// Draws while a decision leaves, in the same act, by chance alone.
internal sealed class ReviewDraw(ReviewSettings settings, SeedLot lot)
{
    public void Draw(EventSession session, string client, Case state, DateTimeOffset now)
    {
        if (state is { IsErased: false, Decision: { } decision } && lot.Falls(settings.Share))
        {
            session.StartStream<Review>(Ids.For(client, "review", $"{decision.Id}"), Drawn(state, decision, now));
        }
    }

    internal static ReviewDrawn Drawn(Case state, Decided decision, DateTimeOffset now) => new(
        now, state.Id, decision.Id, state.Kind, decision.By, decision.Choice,
        [.. decision.Parties.Append(state.Confirmation?.By).Concat(state.NotFor).Concat(state.Judgements.Keys).Concat(state.Revealed)
            .OfType<string>().Distinct().Order(StringComparer.Ordinal)], state.SubjectId);
}
