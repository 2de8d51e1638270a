using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace HybridBpo.Platform.Tests;

/// <summary>A real SMTP server on this machine (Debian's python3-aiosmtpd). The address says how it treats a mail.</summary>
internal sealed class SmtpCatcher : IAsyncDisposable
{
    // refused@ gets 550, later@ gets 451, greylisted@ gets 451 at its first try;
    // slow@ is taken and answered after two seconds; dropped@ is taken and the connection cut without an answer.
    private const string Script = """
        import asyncio, json, logging, os, sys, threading
        from aiosmtpd.smtp import SMTP, AuthResult

        logging.disable()
        seen = set()

        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith('refused'):
                    return '550 no such mailbox'
                if address.startswith('later'):
                    return '451 try again later'
                if address.startswith('greylisted') and address not in seen:
                    seen.add(address)
                    return '451 greylisted'
                envelope.rcpt_tos.append(address)
                return '250 OK'

            async def handle_DATA(self, server, session, envelope):
                print(json.dumps({'to': envelope.rcpt_tos, 'raw': envelope.content.decode('utf-8', 'replace')}), flush=True)
                if envelope.rcpt_tos[0].startswith('slow'):
                    await asyncio.sleep(2)
                if envelope.rcpt_tos[0].startswith('dropped'):
                    server.transport.abort()
                return '250 OK'

        def lets_in(server, session, envelope, mechanism, data):
            return AuthResult(success=data.password.decode() == sys.argv[2], handled=False)

        class Server(SMTP):
            async def smtp_AUTH(self, arg):  # the word may be written small
                return await super().smtp_AUTH(arg[:5].upper() + arg[5:])

        def serve():
            return Server(Handler(), authenticator=lets_in, auth_required=sys.argv[2] != '', auth_require_tls=False)

        def until_input_ends():
            sys.stdin.read()
            os._exit(0)

        async def main():
            server = await asyncio.get_running_loop().create_server(serve, '127.0.0.1', int(sys.argv[1]))
            print(server.sockets[0].getsockname()[1], flush=True)
            threading.Thread(target=until_input_ends, daemon=True).start()
            await server.serve_forever()

        asyncio.run(main())
        """;

    private readonly Process process;
    private readonly Task reading;

    private SmtpCatcher(Process process, int port)
    {
        this.process = process;
        Port = port;
        reading = ReadAsync();
    }

    public int Port { get; }

    public ConcurrentQueue<Caught> Mails { get; } = [];

    public IReadOnlyDictionary<string, string?> Settings => SettingsFor(Port);

    public static IReadOnlyDictionary<string, string?> SettingsFor(int port) => new Dictionary<string, string?>
    {
        ["Smtp:Host"] = "127.0.0.1",
        ["Smtp:Port"] = $"{port}",
        ["Smtp:From"] = "reminders@fernbrook.example.com",
    };

    public static async Task<SmtpCatcher> StartAsync(int port = 0, string password = "")
    {
        var found = File.Exists("/usr/bin/python3") && Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd");
        Assert.SkipUnless(found, "python3-aiosmtpd is not on this machine.");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", "-c", Script, $"{port}", password])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new SmtpCatcher(process, int.Parse(line!));
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            Mails.Enqueue(new Caught(document.RootElement.GetProperty("to")[0].GetString()!, document.RootElement.GetProperty("raw").GetString()!));
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    internal sealed record Caught(string To, string Raw)
    {
        /// <summary>A header's value with its folded lines joined; null when it is not there.</summary>
        public string? Header(string name)
        {
            var head = Raw.ReplaceLineEndings("\n").Split("\n\n")[0].Replace("\n ", " ").Replace("\n\t", " ");
            var line = head.Split('\n').SingleOrDefault(l => l.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase));
            return line?[(name.Length + 1)..].Trim();
        }
    }
}
