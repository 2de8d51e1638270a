using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// The people of the tests, with roles and clients.
internal sealed class DemoPeople : IPeople
{
    public const string Maren = "maren", Tobias = "tobias", Ines = "ines", Sara = "sara", Rita = "rita", Audra = "audra", Otto = "otto",
        Cora = "cora";

    private readonly Dictionary<string, Access> people = new[]
    {
        Person(Maren, "Maren K.", ["fernbrook", "castlegate"], Roles.Collector),
        Person(Tobias, "Tobias R.", ["fernbrook", "castlegate"], Roles.Collector),
        Person(Ines, "Ines D.", ["fernbrook"], Roles.Collector),
        Person(Sara, "Sara L.", ["fernbrook", "castlegate"], Roles.Supervisor),
        Person(Rita, "Rita M.", ["fernbrook"], Roles.Recruiter),
        Person(Audra, "Audra P.", ["fernbrook", "castlegate"], Roles.Auditor),
        Person(Otto, "Otto W.", ["castlegate"], Roles.Collector),
        Person(Cora, "Cora V.", ["fernbrook"], Roles.ClientViewer),
    }.ToDictionary(access => access.Actor.Id);

    public IReadOnlyCollection<string> Ids => people.Keys;

    public Access Of(string id) => people[id];

    public Access? Find(string id) => people.GetValueOrDefault(id);

    public void Add(Access access) => people[access.Actor.Id] = access;

    public static Access Person(string id, string name, string[] clients, params string[] roles) => new(new Actor(Actor.Person, id, name),
        clients, roles);

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            userIds.Distinct().Where(people.ContainsKey).ToDictionary(id => id, id => people[id].Actor.Name));

    public Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([.. people.Values.Where(p => p.Sees(client) && p.May(act)).Select(p => p.Actor.Id)]);
}
