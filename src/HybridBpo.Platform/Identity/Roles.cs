namespace HybridBpo.Platform;

/// <summary>The roles that a person can hold; codes as stored.</summary>
public static class Roles
{
    /// <summary>Negotiates with debtors and decides collections cases.</summary>
    public const string Collector = "collector";

    /// <summary>Reads resumes and decides hiring cases.</summary>
    public const string Recruiter = "recruiter";

    /// <summary>Makes the final hire and approves offers.</summary>
    public const string HiringManager = "hiring-manager";

    /// <summary>Trains and compares risk models.</summary>
    public const string Analyst = "analyst";

    /// <summary>Runs queues, imports, attestations and sending; decides go-live.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>Stops sending, places legal holds, approves rules.</summary>
    public const string Compliance = "compliance";

    /// <summary>Reads everything that may be read, changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>A client company's own person, reads that client's figures.</summary>
    public const string ClientViewer = "client-viewer";

    /// <summary>Users, roles and their assignment to clients.</summary>
    public const string Administrator = "administrator";

    /// <summary>All roles, in the order that pages show.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Collector, Recruiter, HiringManager, Analyst, Supervisor, Compliance, Auditor, ClientViewer, Administrator];

    /// <summary>Roles that must sign in with a second factor (TOTP, RFC 6238).</summary>
    public static IReadOnlyList<string> NeedSecondFactor { get; } = [Supervisor, Administrator, Compliance, Auditor];
}
