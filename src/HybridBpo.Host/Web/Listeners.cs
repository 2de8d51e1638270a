using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HybridBpo.Host.Web;

/// <summary>
/// The two listeners of one host: the staff app, and apart from it the pages for debtors and candidates. A path of the one does not exist on the
/// other.
/// </summary>
internal sealed class Listeners(int staffUrls)
{
    private volatile HashSet<int>? publicPorts;

    public IReadOnlyList<string> Staff { get; private set; } = [];

    public IReadOnlyList<string> Public { get; private set; } = [];

    /// <summary>Reads the bound addresses; called once the server listens.</summary>
    public void Bind(IServer server)
    {
        var bound = server.Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        Staff = [.. bound.Take(staffUrls)];
        Public = [.. bound.Skip(staffUrls)];
        publicPorts = [.. Public.Select(a => BindingAddress.Parse(a).Port)];
    }

    /// <summary>Did the request come in on the staff listener? Not while that cannot be told.</summary>
    public bool IsStaff(HttpContext context) => publicPorts?.Contains(context.Connection.LocalPort) == false;

    /// <summary>Why the host cannot listen there, asked before anything else is started; null when it can.</summary>
    public static Refusal? WhyNot(string urls)
    {
        const string mend = "Choose another address with --urls (staff) or PublicUrls (public pages).";
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                var address = BindingAddress.Parse(url);
                var named = address.Host == "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']');
                using var listener = new TcpListener(IPAddress.TryParse(named, out var ip) ? ip : IPAddress.Any, address.Port);
                listener.Start();
            }
            catch (FormatException)
            {
                return new Invalid($"{url} is no address such as http://127.0.0.1:5080. {mend}");
            }
            catch (SocketException no) when (no.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return new Conflict($"{url} is taken, perhaps by another HybridBpo. {mend}");
            }
            catch (SocketException no)
            {
                return new Unavailable($"{url} cannot be listened on: {no.Message}. {mend}");
            }
        }
        return null;
    }

    public void Use(IApplicationBuilder app) => app.Use(next => context =>
    {
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<AnyListener>() is null)
        {
            // The server listens a moment before it can tell its ports apart: until then neither side's pages are shown on the other.
            if (publicPorts is null)
            {
                context.Response.Headers.RetryAfter = "1";
                return Problems.Answer(context, StatusCodes.Status503ServiceUnavailable, "Starting", "HybridBpo is starting. Try again in a moment.")
                    .ExecuteAsync(context);
            }
            var isPublicPage = endpoint.Metadata.GetMetadata<PublicListenerOnly>() is not null;
            if (isPublicPage != publicPorts.Contains(context.Connection.LocalPort)) context.SetEndpoint(null);
        }
        return next(context);
    });
}
