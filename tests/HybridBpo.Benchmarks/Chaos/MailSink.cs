using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>
/// A mail server that counts every mail by its Message-ID, at the moment after which the sender can no longer be sure. It answers after a while, so
/// that a sender that is ended is often ended in between; and one in sixteen mails it takes only at the second try.
/// </summary>
internal sealed class MailSink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Guid, bool> greylisted = [];
    private readonly Task accepting;

    public MailSink()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How often each mail came, by the delivery's id in its Message-ID.</summary>
    public ConcurrentDictionary<Guid, int> Arrived { get; } = [];

    public void Dispose()
    {
        listener.Stop();
        accepting.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await SayAsync(stream, "220 sink");
            while (await reader.ReadLineAsync() is { } line)
            {
                switch (line.Split(' ')[0].ToUpperInvariant())
                {
                    case "DATA":
                        await SayAsync(stream, "354 go on");
                        var taken = await TakeAsync(reader);
                        await Task.Delay(Random.Shared.Next(120));
                        await SayAsync(stream, taken ? "250 taken" : "451 later");
                        break;
                    case "QUIT":
                        await SayAsync(stream, "221 bye");
                        return;
                    default:
                        await SayAsync(stream, "250 ok");
                        break;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // The sender was ended.
        }
    }

    /// <summary>Only a whole mail counts: one cut off before its end was never taken.</summary>
    private async Task<bool> TakeAsync(StreamReader reader)
    {
        var id = Guid.Empty;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == ".")
            {
                if (id.ToByteArray()[^1] % 16 == 0 && greylisted.TryAdd(id, true))
                    return false;
                Arrived.AddOrUpdate(id, 1, (_, times) => times + 1);
                return true;
            }
            if (line.StartsWith("Message-ID: <", StringComparison.OrdinalIgnoreCase))
                id = Guid.ParseExact(line[13..45], "N");
        }
        throw new IOException("The mail was cut off.");
    }

    private static async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.Latin1.GetBytes($"{line}\r\n"));
}
