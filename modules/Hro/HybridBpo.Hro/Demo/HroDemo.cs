using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Requisitions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Hro.Demo;

/// <summary>Opens one requisition per demo client and hands in the invented resumes, by the same way as a person's upload.</summary>
internal static class HroDemo
{
    private static readonly (string Client, string Reference)[] Requisitions = [("fernbrook", "FB-R-104"), ("castlegate", "CM-R-118")];

    public static async Task SeedAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var (acts, upload) = (scope.ServiceProvider.GetRequiredService<RequisitionActs>(), scope.ServiceProvider.GetRequiredService<ResumeUpload>());
        var log = services.GetRequiredService<ILogger<HroModule>>();
        var known = await scope.ServiceProvider.GetRequiredService<Clients>().ListAsync(Access.System("demo"), ct);
        foreach (var (client, reference) in Requisitions.Where(r => known.Any(k => k.ClientId == r.Client)))
        {
            var access = Access.System("demo", client);
            var wanted = new NewRequisition(reference, DemoResumes.RequisitionTitle, DemoResumes.JobText);
            var opened = await acts.OpenAsync(access, client, wanted, ct);
            var id = opened.Refusal is RequisitionExists ? Requisition.IdOf(client, reference) : Value(opened);
            var rows = CriteriaForm.Rows(CriteriaForm.Write(CriteriaForm.Propose(wanted.Title, wanted.JobText)));
            Value(await acts.SettleAsync(access, client, id, rows, ct));
            var refused = new List<Unavailable>();
            foreach (var file in DemoFiles.All())
            {
                var added = await upload.AddAsync(access, client, id, file.Name, file.Content, ct);
                if (added.Refusal is Unavailable missing) refused.Add(missing);
                else Value(added);
            }
            if (refused.Count > 0)
                log.LogWarning("The demo of {Client} goes without {Count} resumes: {Reason}", client, refused.Count, refused[0].Message);
        }
    }

    private static T Value<T>(Result<T> result) => result.Is(out var value, out var refusal)
        ? value
        : throw new InvalidOperationException($"The demo's hiring data could not be made: {refusal.Message}");
}
