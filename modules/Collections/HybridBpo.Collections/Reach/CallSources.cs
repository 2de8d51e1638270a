using HybridBpo.Events;

namespace HybridBpo.Collections.Reach;

/// <summary>The dialer's files that told of somebody's calls, as a timeline names them.</summary>
internal sealed class CallSources(IReadOnlyDictionary<Guid, string> files, IReadOnlySet<Guid> takenBack)
{
    public static async Task<CallSources> LoadAsync(
        Database database, Access access, string client, IReadOnlyList<StoredEvent> onPerson, CancellationToken ct)
    {
        Guid[] imports =
        [
            .. onPerson.Select(e => e.Data switch
            {
                ContactAttempted call => call.ImportId,
                ConversationHeld talk => talk.ImportId,
                CallToldAgain again => again.ImportId,
                _ => null,
            }).OfType<Guid>().Distinct(),
        ];
        var taken = onPerson.Select(e => (e.Data as CallsTakenBack)?.ImportId).OfType<Guid>().ToHashSet();
        return new CallSources(
            imports.Length == 0 ? new Dictionary<Guid, string>() : (await database.QueryAsync<Named>(access, $"""
                select id, file_name from collections.imports where client_id = {client} and id = any ({imports})
                """, ct)).ToDictionary(f => f.Id, f => f.FileName), taken);
    }

    /// <summary>"1 min 35 s, agent A-17, recording R-204, calls.csv row 3".</summary>
    public string? Words(Guid? import, int? line, int? seconds, string? agent, string? recording, string? note)
    {
        if (import is not { } id) return note;
        string?[] parts =
        [
            seconds is > 0 and var s ? s >= 60 ? $"talked {s / 60} min {s % 60} s" : $"talked {s} s" : null,
            agent is null ? null : $"agent {agent}", recording is null ? null : $"recording {recording}",
            $"{files.GetValueOrDefault(id, "a file")} row {line:N0}", takenBack.Contains(id) ? "this file was undone" : null, note,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private sealed record Named(Guid Id, string FileName);
}
