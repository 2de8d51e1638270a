using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Inbox.Screens;

/// Tells an open page that its queue changed, and nothing else: what changed it fetches itself, as every page does. Woken by any host's commit.
internal static class LiveQueue
{
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1), Quiet = TimeSpan.FromSeconds(20), Longest = TimeSpan.FromMinutes(10);

    public static void Map(IEndpointRouteBuilder staff) => staff.MapGet(Paths.Live, async (
        HttpContext context, CaseRows rows, Wake commits, TimeProvider time, IHostApplicationLifetime host) =>
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        // Whoever does not listen for events gets the first one alone.
        var listens = context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal);
        try
        {
            // Rights are those of the request: after some minutes the browser comes again, and they are read anew.
            var until = time.GetUtcNow() + (listens ? Longest : TimeSpan.Zero);
            var (access, seen) = (context.GetAccess(), "");
            do
            {
                var next = commits.Next;
                var mark = await rows.MarkAsync(access, ends.Token) ?? "";
                await context.Response.WriteAsync($"event: {(seen.Length > 0 && mark != seen ? "changed" : "same")}\ndata:\n\n", ends.Token);
                await context.Response.Body.FlushAsync(ends.Token);
                seen = mark;
                await (listens ? Task.WhenAny(next, Task.Delay(Quiet, ends.Token)) : Task.CompletedTask);
                await (listens ? Task.Delay(Gather, ends.Token) : Task.CompletedTask);
            }
            while (time.GetUtcNow() < until);
        }
        catch (OperationCanceledException)
        {
            // The window was closed, or the host stops.
        }
    }).Requires(Act.ReadInbox);
}
