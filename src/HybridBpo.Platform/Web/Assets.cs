using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;

namespace HybridBpo.Platform;

/// <summary>Addresses of style sheets and scripts, each with a hash of its content, so that a browser keeps them until they change.</summary>
public sealed class Assets(IWebHostEnvironment environment)
{
    private const string Css = "/_content/HybridBpo.Platform/css/";
    private readonly ConcurrentDictionary<string, string> urls = new();

    /// <summary>The style sheets of every page, in the order in which they override each other.</summary>
    public static IReadOnlyList<string> StyleSheets { get; } =
    [
        "/lib/inter/wght.css", "/lib/tabler/css/tabler.min.css", "/lib/icons/tabler-icons.min.css",
        Css + "tokens.css", Css + "base.css", Css + "shell.css", Css + "tabler.css", Css + "controls.css", Css + "inbox.css", Css + "facts.css",
        Css + "judgement.css", Css + "desk.css", Css + "resume.css", Css + "strategy.css", Css + "public.css", Css + "states.css", Css + "small.css",
        Css + "screens.css", Css + "additions.css",
    ];

    /// <summary>The path with <c>?v=</c> and the hash of the file's content; the bare path while the file is not there.</summary>
    public string Url(string path)
    {
        if (urls.TryGetValue(path, out var known)) return known;
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists) return path;
        using var content = file.CreateReadStream();
        return urls[path] = $"{path}?v={Convert.ToHexStringLower(SHA256.HashData(content))[..12]}";
    }
}
