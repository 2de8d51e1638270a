namespace HybridBpo.Hro.Decisions;

internal static class WithdrawnCases
{
    /// <summary>Tells the inbox in the same batch that an open case about a candidate is stale; null says that none is open.</summary>
    public static void WithdrawCase(this EventSession session, Guid? open, string reason)
    {
        if (open is { } id)
            session.Send(CaseMessages.Withdraw, new WithdrawCase(id, session.Tenant, reason));
    }
}
