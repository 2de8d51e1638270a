using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Inbox.Screens;

/// Tells an open page which cases changed, and nothing else: what changed it fetches itself, as every page does. Whichever host changed them.
internal static class LiveQueue
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250), Quiet = TimeSpan.FromSeconds(20), Longest = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder staff) => staff.MapGet(Paths.Live, async (
        HttpContext context, CaseFeed feed, CaseKinds kinds, TimeProvider time, IHostApplicationLifetime host) =>
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        // Whoever does not listen for events gets the first one alone.
        var listens = context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal);
        try
        {
            // Rights are those of the request: after a minute the browser comes again, and they are read anew.
            var until = time.GetUtcNow() + (listens ? Longest : TimeSpan.Zero);
            var (access, opened) = (context.GetAccess(), kinds.OpenedBy(context.GetAccess()).ToHashSet());
            using var ear = feed.Listen();
            // Whatever changed between two streams was told to nobody, so whoever comes again looks at everything.
            if (context.Request.Headers.ContainsKey("Last-Event-ID"))
            {
                ear.Add(new CaseChange(CaseChange.Any, CaseChange.Any, CaseChange.Any));
            }

            await context.Response.WriteAsync(listens ? "retry: 250\nid: 1\n" : "", ends.Token);
            do
            {
                var changed = ear.Take().Where(change => MaySee(access, opened, change)).Select(change => change.CaseId).Distinct().ToList();
                var line = changed.Count == 0 ? "event: same\ndata:\n\n"
                    : $"event: changed\ndata: {(changed.Contains(CaseChange.Any) ? CaseChange.Any : string.Join(' ', changed))}\n\n";
                await context.Response.WriteAsync(line, ends.Token);
                await context.Response.Body.FlushAsync(ends.Token);
                await (listens ? Task.Delay(Gather, ends.Token) : Task.CompletedTask);
                await (listens ? Task.WhenAny(ear.Told, Task.Delay(Quiet, ends.Token)) : Task.CompletedTask);
            }
            while (time.GetUtcNow() < until);
        }
        catch (OperationCanceledException)
        {
            // The window was closed, or the host stops.
        }
    }).Requires(Act.ReadInbox).ShowsNobody();

    private static bool MaySee(Access access, HashSet<string> opened, CaseChange change) =>
        (change.Client == CaseChange.Any || access.Sees(change.Client)) && (change.Kind == CaseChange.Any || opened.Contains(change.Kind));
}
