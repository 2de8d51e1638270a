using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>What is wrong with the settings of mail and links is said before anything is reserved.</summary>
public sealed class MailSetupTests : IAsyncLifetime
{
    private DeliveryHosts hosts = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Smtp:From", "HybridBpo Mail")]
    [InlineData("Smtp:From", "Fernbrook <reminders@fernbrook.example.com>")]
    [InlineData("Smtp:From", "a@example.com, b@example.com")]
    [InlineData("Smtp:From", "")]
    [InlineData("Smtp:Port", "99999")]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Smtp:Port", "smtp")]
    [InlineData("Smtp:Tls", "maybe")]
    [InlineData("Smtp:Host", "smtp://mail.example.com")]
    public async Task A_mail_setting_that_cannot_be_used_refuses_the_start_and_names_its_key(string key, string value)
    {
        var settings = new Dictionary<string, string?>(SmtpCatcher.SettingsFor(25)) { [key] = value };
        var host = await hosts.AddHostAsync(settings: settings);
        var refused = (await host.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal;
        Assert.Contains(key.Replace(":", "__"), Assert.IsType<SendingNotReady>(refused).Message);
        var doctor = Assert.Single(await host.GetRequiredService<MailSetup>().LookAsync(Ct));
        Assert.Equal(("SMTP", false, refused.Message), (doctor.Name, doctor.Ok, doctor.Mend));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:5081")]
    [InlineData("http://localhost:5081")]
    [InlineData("https://[::1]/")]
    [InlineData("http://0.0.0.0:5081")]
    [InlineData("pay.example.com")]
    public async Task Opt_out_links_that_nobody_can_open_keep_everything_here(string? publicUrl)
    {
        var settings = Real(publicUrl);
        var host = await hosts.AddHostAsync(settings: settings);
        var refused = (await host.GetRequiredService<SendingSwitch>().TurnOnAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, Ct)).Refusal;
        Assert.Contains("PublicUrl", Assert.IsType<SendingNotReady>(refused).Message);
        var doctor = (await host.GetRequiredService<MailSetup>().LookAsync(Ct)).Single(check => check.Name == "public links");
        Assert.Equal((false, refused.Message), (doctor.Ok, doctor.Mend));

        // Turned on before the setting was lost: nothing is reserved, and the page says where to look.
        await hosts.ExecuteAsync($"update platform.clients set sending_on = true");
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        var waiting = await hosts.FindAsync(id);
        Assert.Equal((DeliveryStates.Planned, "setup", ""), (waiting.State, waiting.WaitsFor, await hosts.EventsAsync(id)));
        Assert.Contains("doctor", DeliveryStates.WordsFor("setup"));
    }

    [Fact]
    public void A_mail_server_on_this_machine_or_none_needs_no_public_address()
    {
        Assert.Null(Problem(SmtpCatcher.SettingsFor(25)));
        Assert.Null(Problem(new Dictionary<string, string?>()));
        Assert.Null(Problem(Real("https://pay.harrow.bpo")));
        Assert.Contains("PublicUrl", Problem(new Dictionary<string, string?> { ["PublicUrl"] = "ftp://pay.example.com" }));
    }

    [Theory]
    [InlineData("Firm:Name", null)]
    [InlineData("Firm:Name", "hybridbpo")]
    [InlineData("Smtp:From", "reminders@example.com")]
    [InlineData("Smtp:From", "reminders@pay.example.org")]
    [InlineData("Smtp:ReplyTo", null)]
    [InlineData("Smtp:ReplyTo", "not an address")]
    [InlineData("Smtp:ReplyTo", "people@firm.test")]
    [InlineData("PublicUrl", "https://pay.example.com")]
    public async Task A_real_mail_server_sends_nothing_from_a_sender_that_is_an_example(string key, string? value)
    {
        var host = await hosts.AddHostAsync(settings: new Dictionary<string, string?>(Real("https://pay.harrow.bpo")) { [key] = value });
        var refused = (await host.GetRequiredService<SendingSwitch>().TurnOnAsync(DeliveryHosts.Supervisor, DeliveryHosts.Client, Ct)).Refusal;
        Assert.Contains($": {key.Replace(":", "__")} (", Assert.IsType<SendingNotReady>(refused).Message);
        var doctor = (await host.GetRequiredService<MailSetup>().LookAsync(Ct)).Single(check => check.Name == "sender");
        Assert.Equal((false, refused.Message), (doctor.Ok, doctor.Mend));
        await hosts.ExecuteAsync($"update platform.clients set sending_on = true");
        var id = await hosts.PlanAsync(new LetterFacts("dora@example.com"));
        Assert.Equal(0, await DeliveryHosts.RunAsync(host));
        Assert.Equal((DeliveryStates.Planned, "setup"), ((await hosts.FindAsync(id)).State, (await hosts.FindAsync(id)).WaitsFor));
    }

    public async ValueTask InitializeAsync() => hosts = await DeliveryHosts.StartAsync();

    public ValueTask DisposeAsync() => hosts.DisposeAsync();

    // An address of the documentation's own net: nobody answers there.
    private static Dictionary<string, string?> Real(string? publicUrl) => new()
    {
        ["Smtp:Host"] = "192.0.2.1",
        ["Smtp:From"] = "reminders@harrow.bpo",
        ["Smtp:ReplyTo"] = "people@harrow.bpo",
        ["Firm:Name"] = "Harrow & Pine",
        ["PublicUrl"] = publicUrl,
    };

    private static string? Problem(IReadOnlyDictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new MailSetup(new MailServer(SmtpOptions.Read(configuration)), PublicAddress.Read(configuration), Sender.Read(configuration)).Problem;
    }
}
