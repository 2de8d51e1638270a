namespace HybridBpo.Platform;

/// <summary>Who did something: stands in every event's headers.</summary>
/// <param name="Kind">One of <see cref="Person"/>, <see cref="System"/>, <see cref="Model"/>, <see cref="ApiKey"/>.</param>
/// <param name="Id">User id, scan or worker name, model with version, or API key id.</param>
/// <param name="Name">What a page shows, such as "Maren K.".</param>
public sealed record Actor(string Kind, string Id, string Name)
{
    /// <summary>A signed-in person.</summary>
    public const string Person = "person";

    /// <summary>The product itself: a scan, a relay, an import.</summary>
    public const string System = "system";

    /// <summary>A trained model with its version.</summary>
    public const string Model = "model";

    /// <summary>Another program that came with an API key.</summary>
    public const string ApiKey = "api-key";

    /// <summary>The product acting by itself under <paramref name="name"/>.</summary>
    public static Actor ForSystem(string name) => new(System, name, name);
}
