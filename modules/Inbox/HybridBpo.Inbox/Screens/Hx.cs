namespace HybridBpo.Inbox.Screens;

/// What links and forms of the inbox tell htmx: fetch the page, take its content over, keep the shell.
internal static class Hx
{
    public static IReadOnlyDictionary<string, object> Get(string href) => With("hx-get", href);

    public static IReadOnlyDictionary<string, object> Post(string href) => With("hx-post", href);

    private static Dictionary<string, object> With(string verb, string href) => new()
    {
        [verb] = href,
        ["hx-target"] = "#main",
        ["hx-select"] = "#main",
        ["hx-select-oob"] = "#hb-flash:innerHTML",
        ["hx-swap"] = "outerHTML",
        ["hx-push-url"] = "true",
    };
}
