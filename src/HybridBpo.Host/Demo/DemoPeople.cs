namespace HybridBpo.Host.Demo;

/// <summary>The invented people and clients of the demo.</summary>
internal static class DemoPeople
{
    public sealed record Person(string Name, string DisplayName, string Role);

    public static IReadOnlyList<Person> All { get; } =
    [
        new("maren", "Maren K.", Roles.Collector),
        new("tobias", "Tobias R.", Roles.Collector),
        new("ruth", "Ruth A.", Roles.Recruiter),
        new("henry", "Henry O.", Roles.HiringManager),
        new("priya", "Priya N.", Roles.Analyst),
        new("ines", "Ines D.", Roles.Supervisor),
        new("jonas", "Jonas W.", Roles.Supervisor),
        new("clara", "Clara V.", Roles.Compliance),
        new("otto", "Otto B.", Roles.Auditor),
        new("ada", "Ada M.", Roles.Administrator),
    ];

    public static IReadOnlyList<NewClient> Clients { get; } =
    [
        new("fernbrook", "Fernbrook Energy", "USD", "US", "America/New_York", "us-fdcpa"),
        new("castlegate", "Castlegate Mobile", "USD", "US", "America/Chicago", "us-fdcpa"),
    ];
}
