using System.Text.Json;

namespace HybridBpo.Platform;

/// <summary>One line of a send journal as it is read back: a handover's, or one that says that a host was here.</summary>
internal sealed record JournalLine(
    DateTimeOffset At, string What, string? Client, Guid Delivery, string? Channel, string? Source, string? MessageId, string? Template,
    Guid? Subject, DateTimeOffset? DueAt, Guid? Backup, DateTimeOffset? Restored)
{
    private const int MostText = 500;

    private static readonly DateTimeOffset Oldest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public bool IsHere => What == SendJournal.Here;

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="now">Nothing was written much later than that.</param>
    /// <returns>null where it is none that a host writes.</returns>
    public static JournalLine? Parse(string text, DateTimeOffset now)
    {
        try
        {
            return text.Length < 10 * MostText && JsonSerializer.Deserialize<JournalLine>(text, JsonSerializerOptions.Web) is { } line
                && line.At > Oldest && line.At < now.AddDays(1) && (line.DueAt is not { } due || due > Oldest) && (line.IsHere || line.IsHandover())
                ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsHandover() =>
        What is SendJournal.Begins or DeliveryStates.Sent or DeliveryStates.Planned or DeliveryStates.Failed or DeliveryStates.Unknown
        && Delivery != Guid.Empty && Client is { Length: > 0 } && Channel is not null && Source is not null && MessageId is not null
        && new[] { Client, Channel, Source, MessageId, Template ?? "" }.All(part => part.Length <= MostText && !part.Any(char.IsControl));
}
