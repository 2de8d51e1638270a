using System.Diagnostics;
using System.Net;
using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>Captured mail can be looked through: by words, page after page, with the client's name, by those who may.</summary>
public sealed class MailTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Captured_mail_is_found_by_address_and_subject_and_turned_over_page_by_page()
    {
        for (var i = 1; i <= 60; i++) await CaptureAsync("fernbrook", $"person{i}@example.com", $"Your bill {i:000}");
        await CaptureAsync("castlegate", "hidden@example.com", "Not yours");
        var supervisor = await host.SignedInAsync("supervisor");
        var first = await PageAsync("/mail");
        Assert.Contains("1–50 of 60", first);
        Assert.Contains("Your bill 060", first);
        Assert.DoesNotContain("Your bill 010", first);
        Assert.Contains("fernbrook Ltd", first);
        Assert.Matches("(EST|EDT)", first);
        Assert.DoesNotContain("hidden@", first);
        Assert.Contains("Your bill 010", await PageAsync("/mail?page=2"));
        Assert.Contains("person42@example.com", await PageAsync("/mail?q=PERSON42"));
        Assert.Contains("1–1 of 1", await PageAsync("/mail?q=bill+007"));
        Assert.Contains("No captured mail has “<zzz>” in its address or subject.", await PageAsync("/mail?q=%3Czzz%3E"));
        Assert.Equal(403, (int)(await (await host.SignedInAsync("collector")).GetAsync("/mail")).Status);

        async Task<string> PageAsync(string path) => WebUtility.HtmlDecode((await supervisor.GetAsync(path)).Body);
    }

    [Fact]
    public async Task A_search_asks_for_the_keys_of_all_mails_at_once()
    {
        for (var i = 1; i <= 30; i++) await CaptureAsync(i % 2 == 0 ? "oakmere" : "castlegate", $"many{i}@example.com", "One of many");
        // A host of its own has no key in memory yet.
        await using var other = host.Build(host.Database.ConnectionString, []);
        var asked = 0;
        using var search = new Activity("search");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = of =>
            {
                if (of.TraceId == search.TraceId && of.TagObjects.Any(tag => $"{tag.Value}".Contains("es_subject_keys", StringComparison.Ordinal)))
                    Interlocked.Increment(ref asked);
            },
        };
        ActivitySource.AddActivityListener(listener);
        search.Start();
        var found = await other.Services.GetRequiredService<CapturedMails>().FindAsync(Access.System("test"), null, "ONE OF MANY", 1, 50, Ct);
        search.Stop();
        Assert.Equal(30, found.Value.Mails.Count);
        Assert.Equal(found.Value.Mails.OrderByDescending(m => m.CapturedAt), found.Value.Mails);
        Assert.InRange(asked, 1, 3); // one for each client
    }

    private async Task CaptureAsync(string client, string to, string subject)
    {
        var (id, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var plain = JsonSerializer.SerializeToUtf8Bytes(new OutgoingMail(to, subject, "Words", "", null, null));
        var store = host.App.Services.GetRequiredService<EventStore>();
        var box = await store.Boxes.SealAsync(client, person, plain, $"captured-mail|{id:D}", Ct);
        await host.App.Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            insert into platform.captured_mails (client_id, delivery_id, subject_id, sealed, captured_at)
            values ({client}, {id}, {person}, {box}, clock_timestamp())
            """, Ct);
    }
}
