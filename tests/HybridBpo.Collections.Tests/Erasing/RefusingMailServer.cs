using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>A real mail server that knows nobody, and quotes the address in its answer.</summary>
internal sealed class RefusingMailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public RefusingMailServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        await SayAsync("220 mail.example.com");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase)) await SayAsync("250 mail.example.com");
            else if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase)) await SayAsync($"550 5.1.1 {line[8..]}: nobody of that name");
            else await SayAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 fine");
        }

        ValueTask SayAsync(string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), stop.Token);
    }
}
