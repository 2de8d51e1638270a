using static HybridBpo.Platform.Roles;

namespace HybridBpo.Platform;

/// <summary>Codes of the acts that need a permission. Deciding a case also depends on its kind: see <see cref="Permissions.Acts"/>.</summary>
public static class Act
{
#pragma warning disable CS1591 // The codes speak for themselves; what each allows stands in the one table below.
    public const string ReadInbox = "inbox.read", DecideCollections = "inbox.decide-collections", DecideHiring = "inbox.decide-hiring",
        DecideModels = "inbox.decide-models", BrowseInbox = "inbox.browse", AssignCases = "inbox.assign", ReadSupervision = "supervision.read",
        FollowUp = "supervision.follow-up", ReadCalendars = "calendars.read", SetCalendars = "calendars.set", StopModels = "models.stop",
        MakeSeeds = "seeds.make";
    public const string ReadAccounts = "collections.read", ImportPortfolio = "collections.import", Attest = "collections.attest",
        RecordContact = "collections.contact", StopSending = "sending.stop", StartSending = "sending.start", ReadNudges = "nudges.read",
        ChangeStrategies = "strategies.change";
    public const string ReadModels = "models.read", TrainModels = "models.train", AskGoLive = "models.ask-go-live";
    public const string ReadHiring = "hiring.read", OpenRequisition = "hiring.open-requisition", AddResumes = "hiring.add-resumes",
        RevealIdentity = "hiring.reveal-identity";
    public const string ManageUsers = "users.manage", ReadAudit = "audit.read", ReadMail = "mail.read",
        ErasePeople = "people.erase", ReadEventLog = "log.read", MendEventLog = "log.mend",
        ReadRetention = "retention.read", SetRetention = "retention.set", ConfirmRetention = "retention.confirm", ReadLooks = "looks.read";
#pragma warning restore CS1591
}

/// <summary>Roles × acts: the one table that decides who may do what. Checked on the server for every request; tested whole.</summary>
public static class Permissions
{
    /// <summary>For each act the roles that may do it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Acts { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [Act.ReadInbox] = [Collector, Recruiter, HiringManager, Analyst, Supervisor, Compliance, Auditor],
        [Act.DecideCollections] = [Collector, Supervisor],
        [Act.DecideHiring] = [Recruiter, HiringManager],
        [Act.DecideModels] = [Analyst, Supervisor],
        [Act.BrowseInbox] = [Supervisor, Compliance, Auditor],
        [Act.AssignCases] = [Supervisor],
        [Act.ReadSupervision] = [Supervisor, Compliance, Auditor],
        [Act.FollowUp] = [Supervisor],
        [Act.ReadCalendars] = [Supervisor, Compliance, Auditor, Administrator],
        [Act.SetCalendars] = [Supervisor, Administrator],
        [Act.StopModels] = [Supervisor, Compliance],
        [Act.MakeSeeds] = [Supervisor, Compliance],
        [Act.ReadAccounts] = [Collector, Analyst, Supervisor, Compliance, Auditor],
        [Act.ImportPortfolio] = [Supervisor],
        [Act.Attest] = [Supervisor],
        [Act.RecordContact] = [Collector, Supervisor],
        [Act.StopSending] = [Supervisor, Compliance],
        [Act.StartSending] = [Supervisor],
        [Act.ReadNudges] = [Collector, Supervisor, Compliance, Auditor],
        [Act.ChangeStrategies] = [Analyst, Supervisor],
        [Act.ReadModels] = [Analyst, Supervisor, Compliance, Auditor],
        [Act.TrainModels] = [Analyst],
        [Act.AskGoLive] = [Analyst],
        [Act.ReadHiring] = [Recruiter, HiringManager, Auditor],
        [Act.OpenRequisition] = [Recruiter, HiringManager],
        [Act.AddResumes] = [Recruiter],
        [Act.RevealIdentity] = [Recruiter, HiringManager],
        [Act.ManageUsers] = [Administrator],
        [Act.ReadAudit] = [Compliance, Auditor],
        [Act.ErasePeople] = [Compliance],
        [Act.ReadEventLog] = [Administrator, Supervisor, Compliance, Auditor],
        [Act.MendEventLog] = [Administrator, Supervisor],
        [Act.ReadRetention] = [Supervisor, Compliance, Auditor],
        [Act.SetRetention] = [Compliance],
        [Act.ConfirmRetention] = [Compliance, Supervisor],
        [Act.ReadLooks] = [Supervisor, Compliance, Auditor],
        [Act.ReadMail] = [Supervisor, Compliance, Auditor],
    };

    /// <summary>May somebody with these roles do this act? An unknown act is a bug and throws.</summary>
    /// <exception cref="KeyNotFoundException">The act is not in the table.</exception>
    public static bool Allow(IEnumerable<string> roles, string act) => Acts[act].Intersect(roles).Any();
}
