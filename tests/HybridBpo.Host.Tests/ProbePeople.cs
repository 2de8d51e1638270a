using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

/// <summary>Two people of a played module, in whose files of many people somebody else is under a legal hold.</summary>
internal sealed class ProbePeople : ISubjectEraser
{
    public const string Both = "PROBES", Words = "a probe's file cannot be kept without them";

    public static readonly IReadOnlyList<SubjectFound> People =
    [
        .. new[] { "PR0B1", "PR0B2" }.Select(code => new SubjectFound(Guid.CreateVersion7(), code, $"Probe {code}", "played")),
    ];

    public Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SubjectFound>>([.. People.Where(who => text == Both || text == who.Code || text == $"{who.Id}")]);

    public Task<IReadOnlyList<Obstacle>> ObstaclesInFilesAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Obstacle>>(
            People.Any(who => who.Id == subject) ? [new Obstacle("held-in-file", Words, Stands: subject == People[0].Id)] : []);
}
