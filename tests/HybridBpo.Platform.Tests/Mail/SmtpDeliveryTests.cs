using System.Text;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class SmtpDeliveryTests : IAsyncLifetime
{
    private DeliveryHosts hosts = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_once_with_both_texts_its_own_message_id_and_the_one_click_opt_out()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings);
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com", Subject: "Ihre Rechnung für März"));
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        var mail = Assert.Single(smtp.Mails);
        Assert.Equal("dora@example.com", mail.To);
        Assert.Equal($"<{id:N}@fernbrook.example.com>", mail.Header("Message-ID"));
        Assert.Equal("<https://example.com/o/1>", mail.Header("List-Unsubscribe"));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post"));
        Assert.Equal("reminders@fernbrook.example.com", mail.Header("From"));
        Assert.StartsWith("multipart/alternative", mail.Header("Content-Type"));
        Assert.Contains("=?utf-8?", mail.Header("Subject"));
        var decoded = Decode(mail.Raw);
        Assert.Contains("Plain words äöü", decoded);
        Assert.Contains("<p>Rich words äöü</p>", decoded);
        var sent = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Sent, false), (sent.State, sent.Captured));
        Assert.Contains($"{id:N}", sent.Reason);
        Assert.Equal("letter_reserved letter_ended:sent", await hosts.EventsAsync(id));
    }

    [Fact]
    public async Task What_the_server_refuses_has_failed_and_what_it_never_answered_is_unknown_and_neither_is_tried_again()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings);
        var refused = await hosts.PlanAsync(new LetterFacts("refused@example.com"));
        var dropped = await hosts.PlanAsync(new LetterFacts("dropped@example.com"));
        Assert.Equal(2, await DeliveryHosts.RunAsync(host));
        Assert.Contains("550", (await hosts.FindAsync(refused)).Reason);
        Assert.Equal(DeliveryStates.Failed, (await hosts.FindAsync(refused)).State);
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(dropped)).State);
        Assert.Equal("letter_reserved letter_ended:unknown", await hosts.EventsAsync(dropped));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Single(smtp.Mails);
    }

    [Fact]
    public async Task A_server_that_answers_too_late_leaves_the_delivery_unknown()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings, new RelayOptions { HandOver = TimeSpan.FromMilliseconds(700) });
        var id = await hosts.PlanAsync(new LetterFacts("slow@example.com"));
        await DeliveryHosts.RunAsync(host);
        Assert.Equal(DeliveryStates.Unknown, (await hosts.FindAsync(id)).State);
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Single(smtp.Mails);
    }

    [Fact]
    public async Task While_the_server_is_away_nothing_is_reserved_and_it_leaves_when_the_server_is_back()
    {
        var port = Ports.Free();
        var host = await HostAsync(SmtpCatcher.SettingsFor(port));
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        var waiting = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Planned, "mail-server", ""), (waiting.State, waiting.WaitsFor, await hosts.EventsAsync(id)));
        await using var smtp = await SmtpCatcher.StartAsync(port);
        Assert.Equal(1, await DeliveryHosts.RunAsync(host));
        Assert.Single(smtp.Mails);
        Assert.Null((await hosts.FindAsync(id)).WaitsFor);
    }

    [Fact]
    public async Task A_host_that_is_told_to_stop_ends_what_it_began_so_that_nothing_is_left_unknown()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings);
        var id = await hosts.PlanAsync(new LetterFacts("slow@example.com"));
        var relay = host.GetRequiredService<DeliveryRelay>();
        await relay.StartAsync(Ct);
        for (var wait = 0; wait < 200 && smtp.Mails.IsEmpty; wait++)
            await Task.Delay(25, Ct);
        await relay.StopAsync(Ct);
        Assert.Equal(DeliveryStates.Sent, (await hosts.FindAsync(id)).State);
    }

    [Fact]
    public async Task The_journal_outside_the_database_names_what_was_handed_over_and_no_address()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var host = await HostAsync(smtp.Settings);
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        await DeliveryHosts.RunAsync(host);
        var folder = Path.Combine(DataFolder.Find(host.GetRequiredService<IConfiguration>()), "send-journal");
        var lines = Directory.GetFiles(folder).SelectMany(Read).Where(line => line.Contains($"{id:D}")).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Contains("handing-over", lines[0]);
        Assert.Contains("\"what\":\"sent\"", lines[1]);
        Assert.DoesNotContain("dora", string.Concat(lines));
    }

    public async ValueTask InitializeAsync() => hosts = await DeliveryHosts.StartAsync();

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    private async Task<ServiceProvider> HostAsync(IReadOnlyDictionary<string, string?> settings, RelayOptions? options = null)
    {
        var host = await hosts.AddHostAsync(options: options, settings: settings);
        await hosts.TurnOnAsync();
        return host;
    }

    private static string[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd().Split('\n');
    }

    // Each part is base64 on lines of its own.
    private static string Decode(string raw)
    {
        var text = new StringBuilder();
        foreach (var part in raw.ReplaceLineEndings("\n").Split("\n\n"))
        {
            var buffer = new byte[part.Length];
            var body = part.Split("\n--")[0].Replace("\n", "");
            text.AppendLine(Convert.TryFromBase64String(body, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : part);
        }
        return text.ToString();
    }
}
