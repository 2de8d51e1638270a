using System.Net;
using System.Net.Sockets;

namespace HybridBpo.Testing;

/// <summary>Ports for what must be named before it listens.</summary>
public static class Ports
{
    private const int First = 20_000, End = 32_000;

    /// <summary>
    /// A port of 127.0.0.1 on which nothing listens. Below those that the system hands out by itself, so that no connection of a test beside this one
    /// can take it before it is used; where there is a choice, let the system choose (port 0) instead.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }
}
