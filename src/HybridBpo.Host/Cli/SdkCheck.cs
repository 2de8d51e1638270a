using System.ComponentModel;
using System.Diagnostics;

namespace HybridBpo.Host.Cli;

/// <summary>Which .NET SDK there is: it builds the product; what is built runs without one.</summary>
internal static class SdkCheck
{
    private const int Needed = 10;

    public static async Task<DoctorCheck> LookAsync(CancellationToken ct)
    {
        try
        {
            var start = new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true, RedirectStandardError = true };
            using var list = Process.Start(start)!;
            var lines = (await list.StandardOutput.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await list.WaitForExitAsync(ct);
            return Of([.. lines.Select(line => line.Split(' ')[0])]);
        }
        catch (Win32Exception)
        {
            return Of([]);
        }
    }

    internal static DoctorCheck Of(IReadOnlyList<string> versions) =>
        versions.Count == 0 ? new DoctorCheck("SDK", true, "none: needed only to build from source")
        : versions.Any(v => v.StartsWith($"{Needed}.", StringComparison.Ordinal))
            ? new DoctorCheck("SDK", true, $".NET SDK {string.Join(", ", versions)}")
        : new DoctorCheck("SDK", false, $".NET SDK {string.Join(", ", versions)}", $"Install the .NET SDK {Needed}.");
}
