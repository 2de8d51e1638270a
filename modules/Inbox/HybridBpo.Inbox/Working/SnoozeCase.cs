using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// The holder puts a case aside until a time before it is due. Taking it again takes that back.
internal sealed record SnoozeCase(string By, long Token, DateTimeOffset Until)
{
    public static Result<Decision<Done>> Decide(SnoozeCase ask, Case? state, DateTimeOffset now) =>
        Holding.Refuses(state, ask.By, ask.Token) is { } refusal ? refusal
        : ask.Until <= now ? new SnoozeInThePast()
        : ask.Until >= state!.DueAt ? new SnoozeTooLong(state.DueAt)
        : new Decision<Done>(Done.Yes, new CaseSnoozed(now, ask.By, ask.Until));

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("snooze", async (act, ct) =>
    {
        if (!DateTimeOffset.TryParse(act.Text("until"), System.Globalization.CultureInfo.InvariantCulture, out var until))
        {
            return new InputNotReadable("The time");
        }

        var ask = new SnoozeCase(act.Me, act.Token ?? 0, until);
        return await act.DoAsync((state, now) => Decide(ask, state, now), ct);
    }, Paths.Inbox, "The case is put aside. It stands under “Waiting”; take it again at any time.");
}
