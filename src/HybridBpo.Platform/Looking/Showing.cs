using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Platform;

/// <summary>What every endpoint says of itself: does it show people's data?</summary>
/// <param name="Act">How, one of <see cref="Looks"/>, unless it says otherwise for an answer; null when it shows nobody.</param>
public sealed record Showing(string? Act);

/// <summary>Whom an answer shows; written to the log of looks before its first byte leaves.</summary>
public static class ShowingExtensions
{
    /// <summary>
    /// The endpoint shows people's data. Each answer then says whose, by <see cref="ShowsOne"/> or <see cref="ShowsMany"/>; one that does not is
    /// never sent.
    /// </summary>
    public static TBuilder ShowsPeople<TBuilder>(this TBuilder builder, string act = Looks.Viewed)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Showing(act));

    /// <summary>The endpoint shows no data of the people whom a client sends us, or only to themselves.</summary>
    public static TBuilder ShowsNobody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Showing(Act: null));

    /// <summary>This answer shows one object of a client.</summary>
    /// <param name="context">The request.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">What it is, such as <c>case</c>.</param>
    /// <param name="id">Its id; null for what has none.</param>
    /// <param name="subjects">The people in it; none where nobody can tell, as in a file.</param>
    public static void ShowsOne(this HttpContext context, string client, string kind, Guid? id, params IEnumerable<Guid> subjects) =>
        Shown(context).Add((client, kind, $"{id}", null, [.. subjects.Distinct()]));

    /// <summary>This answer shows a list, which may be empty.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">Of what, such as <c>queue</c>.</param>
    /// <param name="people">Client and subject of each.</param>
    /// <param name="act">How, where it is not as the endpoint says.</param>
    public static void ShowsMany(this HttpContext context, string kind, IEnumerable<(string Client, Guid Subject)> people, string? act = null)
    {
        var shown = Shown(context);
        foreach (var of in people.Distinct().GroupBy(one => one.Client, one => one.Subject)) shown.Add((of.Key, kind, "", act, [.. of]));
    }

    /// <summary>Whom the answer shows so far; null when it did not say.</summary>
    /// <param name="context">The request.</param>
    /// <param name="act">How, where the answer did not say otherwise.</param>
    public static IReadOnlyList<Look>? Looked(this HttpContext context, string act) =>
        context.Features.Get<Notes>()?.Select(n => new Look(n.Client, n.Act ?? act, n.Kind, n.Object, n.Subjects)).ToList();

    private static Notes Shown(HttpContext context)
    {
        if (context.Features.Get<Notes>() is { } notes) return notes;
        context.Features.Set(notes = []);
        return notes;
    }

    private sealed class Notes : List<(string Client, string Kind, string Object, string? Act, IReadOnlyList<Guid> Subjects)>;
}
