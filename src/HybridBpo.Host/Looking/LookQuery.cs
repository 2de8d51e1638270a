using System.Globalization;

namespace HybridBpo.Host.Looking;

/// <summary>What the page was asked for, as its address says it: ids and days, never a name.</summary>
public sealed record LookQuery(string? Client, Guid? Subject, string? Who, DateOnly From, DateOnly To, DateTimeOffset? At, Guid? Id)
{
    private const int UsualDays = 30;

    internal static LookQuery Of(IQueryCollection query, DateOnly today)
    {
        var to = Day(query["to"]) ?? today;
        return new LookQuery(
            Text(query["client"]), Guid.TryParse(query["subject"], out var subject) ? subject : null, Text(query["who"]),
            Day(query["from"]) ?? to.AddDays(-UsualDays), to,
            DateTimeOffset.TryParse(query["at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            Guid.TryParse(query["id"], out var id) ? id : null);
    }

    internal LooksAsked Asked => new(Client, Subject, Who, Start(From), Start(To.AddDays(1)));

    internal (DateTimeOffset At, Guid Id)? Before => At is { } at && Id is { } id && at < Asked.Until ? (at.ToUniversalTime(), id) : null;

    /// <summary>The address of the page or file that shows it.</summary>
    public string Href(string path = LooksEndpoints.Path) => $"{path}?client={Escaped(Client)}&subject={Subject}&who={Escaped(Who)}"
        + $"&from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}{(At is { } at ? $"&at={Uri.EscapeDataString($"{at:O}")}&id={Id}" : "")}";

    private static string Escaped(string? text) => Uri.EscapeDataString(text ?? "");

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) || text.Length > 100 || text.Any(char.IsControl) ? null : text;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 9999
            ? day : null;

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
