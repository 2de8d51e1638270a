namespace HybridBpo.Inbox;

internal static class Paths
{
    public const string Inbox = "/inbox", Live = "/inbox/live", Supervision = "/supervision", Team = "/supervision/team",
        Away = "/supervision/away", Routing = "/supervision/routing", Withheld = "/supervision/kept-back",
        Samples = "/supervision/samples", Reviews = "/inbox/reviews", Apart = "/supervision/reviews",
        Practice = "/inbox/practice", Trainees = "/supervision/practice",
        Oversight = "/supervision/oversight", Mirror = "/inbox/mirror",
        Calendars = "/supervision/calendars", Escalation = "/supervision/escalation", Views = "/inbox/views", Bulk = "/inbox/bulk",
        MyAway = "/inbox/away";

    public static string ActOnCase(string act) => $"{Inbox}/cases/{{client}}/{{id:guid}}/{act}";

    public static string Case(string client, Guid caseId) => $"{Inbox}/cases/{client}/{caseId}";
}
