using System.Diagnostics;
using System.Globalization;

namespace HybridBpo.Trees.Tests;

/// <summary>Debian's python3-xgboost, when it is installed.</summary>
internal static class Peer
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> Found = new(() => File.Exists(Python) && Run("import xgboost, numpy").Code == 0);

    public static bool IsInstalled => Found.Value;

    public static (int Code, string Output) Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    public static string Csv(float[][] rows) =>
        string.Join('\n', rows.Select(r => string.Join(',', r.Select(v => float.IsNaN(v) ? "nan" : v.ToString("R", CultureInfo.InvariantCulture)))));

    public static double[][] Numbers(string text) =>
        [.. text.Trim().Split('\n').Select(line => line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
}
