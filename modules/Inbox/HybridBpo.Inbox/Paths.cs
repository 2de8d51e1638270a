namespace HybridBpo.Inbox;

internal static class Paths
{
    public const string Inbox = "/inbox", Supervision = "/supervision";

    public static string CaseAct(string act) => $"{Inbox}/cases/{{client}}/{{id:guid}}/{act}";

    public static string Case(string client, Guid caseId) => $"{Inbox}/cases/{client}/{caseId}";
}
