using System.Net;
using System.Net.Sockets;

namespace HybridBpo.Inbox.Webhooks;

/// Which addresses on the internet a webhook may reach: those that belong to everybody's internet and to nobody's inside.
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of what is public in IPv6: Teredo and other special use, documentation, 6to4, which carry IPv4 addresses of any kind.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // Only this block is given to networks; NAT64, mapped, local and multicast addresses lie outside it.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
            && !Inside.Any(network => network.Contains(address));
    }
}
