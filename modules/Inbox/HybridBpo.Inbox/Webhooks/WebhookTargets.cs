using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Inbox.Webhooks;

/// Asks the names of the internet for addresses; tests answer instead.
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken ct);

/// Where a webhook may go. The address is looked at when the connection is made, and that very address is connected to: a name that answers
/// otherwise a moment later changes nothing.
internal sealed class WebhookTargets(bool allowLoopback, ResolveHost resolve)
{
    private const int LongestUrl = 500;

    public static WebhookTargets From(IConfiguration configuration) =>
        new(configuration.GetValue("Inbox:WebhooksToLoopback", false), Dns.GetHostAddressesAsync);

    /// Https, but for this machine itself where a demo or a test allows that.
    public Result<Uri> Read(string text) =>
        text.Trim() is { Length: <= LongestUrl } trimmed && Uri.TryCreate(trimmed, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
            && url.Fragment.Length == 0 && !trimmed.Any(char.IsWhiteSpace)
            && (url.Scheme == Uri.UriSchemeHttps || (allowLoopback && url.IsLoopback && url.Scheme == Uri.UriSchemeHttp))
            && !(IPAddress.TryParse(url.DnsSafeHost, out var address) && !IsAllowed(address))
            ? url
            : new WebhookUrlNotFit();

    public bool IsAllowed(IPAddress address) => PublicAddresses.Contains(address) || (allowLoopback && IPAddress.IsLoopback(address));

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var target = context.DnsEndPoint;
        var found = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolve(target.Host, ct);
        if (found.Length == 0 || !found.All(IsAllowed))
        {
            throw new AddressNotAllowed();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

internal sealed class AddressNotAllowed() : IOException("The name leads to an address that is not public.");

internal sealed record WebhookUrlNotFit() : Invalid(
    "Give an address that begins with https:// and leads to the public internet, of up to 500 characters, without a name, password or #.");
