namespace HybridBpo.Inbox;

internal static class Paths
{
    public const string Inbox = "/inbox", Live = "/inbox/live", Supervision = "/supervision";

    public static string ActOnCase(string act) => $"{Inbox}/cases/{{client}}/{{id:guid}}/{act}";

    public static string Case(string client, Guid caseId) => $"{Inbox}/cases/{client}/{caseId}";
}
