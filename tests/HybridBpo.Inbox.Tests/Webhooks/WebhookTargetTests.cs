using System.Net;
using System.Net.Sockets;
using HybridBpo.Inbox.Webhooks;

namespace HybridBpo.Inbox.Tests.Webhooks;

/// Where webhooks never go, whatever a name says and however often it changes its mind.
public sealed class WebhookTargetTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("192.0.0.192")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::10.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2001:0:a00:1::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    public void What_is_inside_is_not_public(string address) => Assert.False(PublicAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("::ffff:8.8.8.8")]
    public void What_is_outside_is_public(string address) => Assert.True(PublicAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    public async Task A_name_that_leads_inside_is_not_connected_to(params string[] answers)
    {
        using var inside = new Listening();
        var (asked, problem) = await TryAsync(inside.Port, _ => answers);
        Assert.Equal((1, "leads to an address that is not public"), (asked, problem));
        Assert.False(inside.WasCalled);
    }

    [Fact]
    public async Task A_name_that_answers_otherwise_the_second_time_is_asked_once_for_each_call()
    {
        using var inside = new Listening();
        // As a rebinding name does: what was looked at is what would be connected to, and nobody asks again.
        var (asked, problem) = await TryAsync(inside.Port, n => n == 1 ? ["192.0.2.1"] : ["127.0.0.1"]);
        Assert.Equal((1, "leads to an address that is not public"), (asked, problem));
        Assert.False(inside.WasCalled);
    }

    [Fact]
    public async Task Every_call_looks_at_the_address_anew()
    {
        using var inside = new Listening(answers: true);
        var asked = 0;
        var targets = new WebhookTargets(true, (_, _) => Task.FromResult(new[] { IPAddress.Parse(++asked == 1 ? "127.0.0.1" : "10.0.0.1") }));
        using var sender = new WebhookSender(targets, TimeProvider.System);
        var url = new Uri($"http://hook.example:{inside.Port}/");
        Assert.Equal(204, (await sender.SendAsync(url, "{}", ["whsec_1"], TestContext.Current.CancellationToken)).Status);
        var second = await sender.SendAsync(url, "{}", ["whsec_1"], TestContext.Current.CancellationToken);
        Assert.Equal("leads to an address that is not public", second.Problem);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/", true)]
    [InlineData("http://localhost:9/", true)]
    [InlineData("https://hook.example.com/a?b=c", true)]
    [InlineData("http://hook.example.com/", false)]
    [InlineData("https://192.168.0.1/", false)]
    [InlineData("https://hook.example.com/#part", false)]
    public void Plain_http_is_for_this_machine_alone_and_only_where_it_is_allowed(string url, bool whereAllowed)
    {
        Assert.Equal(whereAllowed, new WebhookTargets(true, Dns.GetHostAddressesAsync).Read(url).Refusal is null);
        Assert.Equal(whereAllowed && url.StartsWith("https", StringComparison.Ordinal),
            new WebhookTargets(false, Dns.GetHostAddressesAsync).Read(url).Refusal is null);
    }

    private static async Task<(int Asked, string? Problem)> TryAsync(int port, Func<int, string[]> answers)
    {
        var asked = 0;
        var targets = new WebhookTargets(false, (_, _) => Task.FromResult(answers(++asked).Select(IPAddress.Parse).ToArray()));
        using var sender = new WebhookSender(targets, TimeProvider.System);
        var tried = await sender.SendAsync(new Uri($"http://hook.example:{port}/"), "{}", ["whsec_1"], TestContext.Current.CancellationToken);
        return (asked, tried.Problem);
    }

    /// Something inside that must not be called.
    private sealed class Listening : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public Listening(bool answers = false)
        {
            listener.Start();
            if (answers)
            {
                _ = AnswerAsync();
            }
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public bool WasCalled => listener.Pending();

        public void Dispose() => listener.Dispose();

        private async Task AnswerAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[1], 1);
            await stream.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
            await Task.Delay(200);
        }
    }
}
