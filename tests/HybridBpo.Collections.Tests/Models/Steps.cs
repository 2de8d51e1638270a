using System.Globalization;
using HybridBpo.Collections.Risk.Lifecycle;

namespace HybridBpo.Collections.Tests.Models;

/// <summary>What an analyst does on the way to a model.</summary>
internal static class Steps
{
    public static async Task<DateOnly> LatestAsync(this ModelsHost host, string client = "fernbrook") =>
        (await host.Get<TrainingRuns>().WindowAsync(Access.System("test"), client, default))!.Latest!.Value;

    public static async Task<Answer> TrainOnHistoryAsync(this ModelsHost host, string name, DateOnly? cutOff = null) =>
        await host.As("priya").PostAsync(
            "/models/new/fernbrook/history", ("command", "1"), ("name", name),
            ("cutOff", (cutOff ?? await host.LatestAsync()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    /// <summary>Waits for the end of the training that the answer leads to.</summary>
    public static async Task<RunRow> EndAsync(this ModelsHost host, Answer started)
    {
        Assert.Equal(303, started.Status);
        var parts = started.To!.Split('/');
        for (var tries = 0; tries < 1200; tries++)
        {
            var run = (await host.Get<TrainingRuns>().FindAsync(Access.System("test"), parts[^2], Guid.Parse(parts[^1]), default))!;
            if (!run.IsRunning) return run;
            await Task.Delay(100);
        }

        throw new TimeoutException("The training did not end within two minutes.");
    }

    /// <summary>A file about people whom the portfolio does not know that way: whoever earns little and uses much of a limit pays late.</summary>
    public static string ForeignFile()
    {
        var lines = Enumerable.Range(0, 1200).Select(i =>
        {
            var (income, used) = (1000 + 37 * i % 4000, 13 * i % 101);
            return string.Create(CultureInfo.InvariantCulture, $"{i},{income},{used},{(used * 40 + 400 * (i % 7) > income ? "late" : "paid")}");
        });
        return string.Join('\n', lines.Prepend("row_id,MonthlyIncome,share_of_limit,result")) + "\n";
    }

    /// <summary>The same with two columns of texts.</summary>
    public static string FileWithTexts()
    {
        string[] channels = ["channel", "web", "phone", "post"], towns = ["town", "Elmsford", "Rye"];
        var lines = ForeignFile().TrimEnd().Split('\n').Select(
            (line, i) => $"{channels[i == 0 ? 0 : 1 + (i % 3)]},{towns[i == 0 ? 0 : 1 + (i % 2)]},{line}");
        return string.Join('\n', lines) + "\n";
    }
}
