using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace HybridBpo.Platform;

/// <summary>The permissions that an endpoint needs; the host's middleware asks for them before the endpoint runs.</summary>
/// <param name="Acts">Codes of <see cref="Act"/>; any one of them is enough.</param>
public sealed record RequiredActs(IReadOnlyList<string> Acts);

/// <summary>
/// Marks what only an API key opens: no cookie counts there, and no key counts anywhere else. The host's middleware asks for the key before the
/// endpoint runs.
/// </summary>
/// <param name="Scope">One of <see cref="ApiScopes"/>.</param>
public sealed record RequiredScope(string Scope);

/// <summary>Marks what the public listener serves; the staff listener does not.</summary>
public sealed record PublicListenerOnly;

/// <summary>Marks what both listeners serve (health).</summary>
public sealed record AnyListener;

/// <summary>What endpoints say about themselves.</summary>
public static class EndpointConventions
{
    /// <summary>Only people whose roles allow <paramref name="act"/> (or one of <paramref name="others"/>) get in; others get 403.</summary>
    /// <exception cref="ArgumentException">The act is not in <see cref="Permissions.Acts"/>.</exception>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, string act, params string[] others)
        where TBuilder : IEndpointConventionBuilder
    {
        string[] acts = [act, .. others];
        if (acts.FirstOrDefault(a => !Permissions.Acts.ContainsKey(a)) is { } unknown)
            throw new ArgumentException($"'{unknown}' is not in the table of permissions.", nameof(act));
        return builder.WithMetadata(new RequiredActs(acts));
    }

    /// <summary>Only programs with a key of this scope get in; they bring no form, so no token of a page is asked of them.</summary>
    /// <exception cref="ArgumentException">The scope is not one of <see cref="ApiScopes"/>.</exception>
    public static TBuilder RequiresKey<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder
        => ApiScopes.All.Contains(scope)
            ? builder.WithMetadata(new RequiredScope(scope))
            : throw new ArgumentException($"'{scope}' is no scope.", nameof(scope));

    /// <summary>Lets the endpoint take a body of up to <paramref name="bytes"/>; all others take 1 MiB.</summary>
    public static TBuilder AllowUpload<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new UploadLimit(bytes));
}

/// <summary>The largest body, and the largest file in it, that an endpoint takes.</summary>
/// <param name="Bytes">Of the file; the rest of the form may take 64 KiB more.</param>
public sealed record UploadLimit(long Bytes) : IRequestSizeLimitMetadata, IFormOptionsMetadata
{
    /// <inheritdoc/>
    public long? MaxRequestBodySize => Bytes + 65_536;

    /// <inheritdoc/>
    public long? MultipartBodyLengthLimit => Bytes;

    /// <inheritdoc/>
    public bool? BufferBody => null;

    /// <inheritdoc/>
    public int? MemoryBufferThreshold => null;

    /// <inheritdoc/>
    public long? BufferBodyLengthLimit => null;

    /// <inheritdoc/>
    public int? ValueCountLimit => null;

    /// <inheritdoc/>
    public int? KeyLengthLimit => null;

    /// <inheritdoc/>
    public int? ValueLengthLimit => null;

    /// <inheritdoc/>
    public int? MultipartBoundaryLengthLimit => null;

    /// <inheritdoc/>
    public int? MultipartHeadersCountLimit => null;

    /// <inheritdoc/>
    public int? MultipartHeadersLengthLimit => null;
}
