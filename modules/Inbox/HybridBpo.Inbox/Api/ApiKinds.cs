using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Inbox.Api;

/// The kinds of case that other programs may open, by configuration: Inbox:ApiKinds:NAME:Label, and :Desk, which says whose work they are.
internal sealed partial class ApiKinds
{
    public const string Prefix = "api.";

    private static readonly Dictionary<string, string> Desks = new()
    {
        ["collections"] = Act.DecideCollections,
        ["hiring"] = Act.DecideHiring,
        ["models"] = Act.DecideModels,
    };

    private ApiKinds(IReadOnlyList<ApiCaseView> views) => Views = views;

    public IReadOnlyList<ApiCaseView> Views { get; }

    public bool Has(string kind) => Views.Any(view => view.Kind == kind);

    /// Without any configured one there is api.review, for the collections desk.
    public static ApiKinds From(IConfiguration configuration)
    {
        var named = configuration.GetSection("Inbox:ApiKinds").GetChildren().Select(Read).ToList();
        return new(named.Count > 0 ? named : [new ApiCaseView("api.review", "Review", Act.DecideCollections)]);
    }

    private static ApiCaseView Read(IConfigurationSection kind)
    {
        var (label, desk) = (kind["Label"] ?? "", kind["Desk"] ?? "");
        return Code().IsMatch(kind.Key) && label.Length is > 0 and <= 20 && Desks.TryGetValue(desk, out var act)
            ? new ApiCaseView(Prefix + kind.Key, label, act)
            : throw new InvalidOperationException(
                $"Inbox:ApiKinds:{kind.Key} needs a name of small letters, digits and hyphens, a Label of 1 to 20 characters, and as Desk one of "
                + $"{string.Join(", ", Desks.Keys)}.");
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    public static partial Regex Code();

    [GeneratedRegex(@"^(?=.{3,60}\z)[a-z][a-z0-9-]*:[a-z0-9][a-z0-9-]*\z")]
    public static partial Regex Trait();
}

/// Shows facts as the other program gave them, all escaped.
internal sealed record ApiCaseView(string Kind, string Label, string DecideAct) : ICaseView
{
    public Type Evidence => typeof(ApiEvidence);

    public Type? Proposal => typeof(ApiProposal);

    public IReadOnlyList<string> Withholds => ["proposed answer and its values", "reasons", "name of the model"];

    public string? SubjectHref(string client, Guid subjectId, string reference) => null;
}
