namespace HybridBpo.Architecture.Tests;

public class BannedCallsTests
{
    private static readonly string[] Clocks =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
    ];

    public static TheoryData<string> Projects => [.. House.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Time_comes_from_the_time_provider(string project) =>
        Assert.DoesNotContain(Call.In(House.Assembly(project)), call => Clocks.Contains(call.Callee));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Ids_are_derived_or_in_time_order_never_random(string project) =>
        Assert.DoesNotContain(Call.In(House.Assembly(project)), call => call.Callee == "System.Guid.NewGuid");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Decide_reads_no_clock_and_draws_no_id(string project) =>
        Assert.DoesNotContain(Call.In(House.Assembly(project)), call => IsWithin(call.Caller, "Decide")
            && (call.Callee.StartsWith("System.TimeProvider.", StringComparison.Ordinal)
                || call.Callee.StartsWith("System.Guid.CreateVersion7", StringComparison.Ordinal)
                || call.Callee.StartsWith("System.Random.", StringComparison.Ordinal)));

    [Fact]
    public void The_scan_of_compiled_code_sees_what_it_looks_for()
    {
        var calls = Call.In(typeof(BannedCallsTests).Assembly.Location).Where(call => IsWithin(call.Caller, nameof(Bait)));
        string[] baits =
        [
            "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
            "System.Random.get_Shared",
        ];
        Assert.Equal(baits.Order(), calls.Select(call => call.Callee).Where(baits.Contains).Order());
    }

    [Theory]
    [InlineData("A.B.Decide", true)]
    [InlineData("A.B+<>c.<Decide>b__0_0", true)]
    [InlineData("A.B.<Decide>g__Local|1_0", true)]
    [InlineData("A.B+<Decide>d__3.MoveNext", true)]
    [InlineData("A.B.Decided", false)]
    [InlineData("A.B+Decide.Read", false)]
    public void What_the_compiler_makes_of_a_method_counts_as_within_it(string caller, bool within) =>
        Assert.Equal(within, IsWithin(caller, "Decide"));

    // The method itself, or what the compiler names after it: its lambdas, local functions and iterators.
    private static bool IsWithin(string caller, string method) =>
        caller.EndsWith($".{method}", StringComparison.Ordinal) || caller.Contains($"<{method}>", StringComparison.Ordinal);

    private static string Bait(int way)
    {
        Func<string> lambda = () => $"{way}{Guid.CreateVersion7()}";
        return way switch
        {
            0 => DateTime.UtcNow.ToString("O"),
            1 => Guid.NewGuid().ToString(),
            2 => lambda(),
            3 => Local(),
            _ => string.Concat(Later()),
        };

        static string Local() => $"{Random.Shared.Next()}";

        static IEnumerable<string> Later()
        {
            yield return $"{DateTime.Today:O}";
        }
    }
}
