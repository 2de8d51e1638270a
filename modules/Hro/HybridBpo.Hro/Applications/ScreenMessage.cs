namespace HybridBpo.Hro.Applications;

/// <summary>Outbox message: read this resume and screen it. Sent in the same batch as the event that asks for it, so no restart loses it.</summary>
/// <param name="Application">Stream of the application.</param>
/// <param name="Number">Which run: the one after those that are done.</param>
internal sealed record ScreenMessage(Guid Application, int Number)
{
    public const string Kind = "hro.screen";
}
