namespace HybridBpo.Inbox.Queue;

/// What stands in a row in place of words about somebody who was erased, or that are no longer kept.
internal static class Erased
{
    public const string Question = "Erased at the person’s request", Reference = "erased",
        NotKept = "What was asked is no longer kept", NotKeptReference = "not kept";
}
