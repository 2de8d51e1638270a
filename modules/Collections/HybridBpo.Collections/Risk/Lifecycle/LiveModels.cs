namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>What doctor says of models: which are live for whom, and whether each can be loaded.</summary>
internal static class LiveModels
{
    public static async Task<IReadOnlyList<DoctorCheck>> LookAsync(ModelRegistry models, Clients clients, CancellationToken ct)
    {
        var access = Access.System("doctor");
        var found = new List<string>();
        var broken = new List<string>();
        foreach (var client in await clients.ListAsync(access, ct))
        {
            if (await models.LiveAsync(access, client.ClientId, ct) is not { } live)
                found.Add($"{client.Name}: none live");
            else if (await WhyNotAsync(models, access, live, ct) is { } why)
                broken.Add($"{client.Name}: {live.Label} cannot be loaded ({why})");
            else
                found.Add($"{client.Name}: {live.Label}");
        }
        var words = string.Join("; ", [.. broken, .. found]);
        return
        [
            broken.Count == 0
                ? new DoctorCheck("models", true, words.Length == 0 ? "no client yet" : words)
                : new DoctorCheck(
                    "models", false, words, "Take another version live on the page Models; until then nothing is scored for that client."),
        ];
    }

    private static async Task<string?> WhyNotAsync(ModelRegistry models, Access access, ModelRow live, CancellationToken ct)
    {
        try
        {
            return (await models.OpenAsync(access, live, ct)).Refusal?.Message;
        }
        catch (InvalidDataException)
        {
            return "its file is damaged";
        }
    }
}
