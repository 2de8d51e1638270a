namespace HybridBpo.Collections.Import.Expected;

/// <summary>What doctor says of files that clients are expected to send.</summary>
internal static class ExpectedDoctor
{
    private const string Name = "expected files";

    private const int Told = 10;

    /// <returns>Nothing when none is expected.</returns>
    public static async Task<IReadOnlyList<DoctorCheck>> LookAsync(ExpectedFiles expected, Clients clients, CancellationToken ct)
    {
        var (access, all, waiting) = (Access.System("doctor"), 0, new List<string>());
        foreach (var client in await clients.ListAsync(access, ct))
        {
            all += (await expected.ListAsync(access, client.ClientId, ct)).Count;
            waiting.AddRange((await expected.HoldingAsync(access, client.ClientId, ct))
                .Select(a => $"{client.Name}: {ExpectedRow.KindWords(a.Kind).ToLowerInvariant()} of {a.Day:d MMM yyyy} is {a.State}"));
        }

        if (all == 0) return [];
        return
        [
            waiting.Count == 0 ? new DoctorCheck(Name, true, $"{CountText.Of(all, "file")} expected, none late or odd")
                : new DoctorCheck(
                    Name, false, string.Join("; ", waiting.Take(Told)) + (waiting.Count > Told ? $" and {waiting.Count - Told} more" : ""),
                    "Their clients’ reminders wait. Load the file, or answer on the page Expected files."),
        ];
    }
}
