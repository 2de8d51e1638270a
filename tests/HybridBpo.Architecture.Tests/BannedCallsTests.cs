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
        Assert.DoesNotContain(Call.In(House.Assembly(project)), call => call.Caller.EndsWith(".Decide", StringComparison.Ordinal)
            && (call.Callee.StartsWith("System.TimeProvider.", StringComparison.Ordinal)
                || call.Callee.StartsWith("System.Guid.CreateVersion7", StringComparison.Ordinal)
                || call.Callee.StartsWith("System.Random.", StringComparison.Ordinal)));

    [Fact]
    public void The_scan_of_compiled_code_sees_what_it_looks_for()
    {
        var calls = Call.In(typeof(BannedCallsTests).Assembly.Location).Where(call => call.Caller.EndsWith(".Bait", StringComparison.Ordinal));
        Assert.Equal(["System.DateTime.get_UtcNow", "System.Guid.NewGuid"],
            calls.Select(call => call.Callee).Where(name => Clocks.Contains(name) || name == "System.Guid.NewGuid"));
    }

    private static string Bait(int way) => way switch
    {
        0 => DateTime.UtcNow.ToString("O"),
        1 => Guid.NewGuid().ToString(),
        _ => "",
    };
}
