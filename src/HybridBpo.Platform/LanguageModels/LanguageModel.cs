using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// The language model, when one is configured: <c>LanguageModel:Endpoint</c> (any server that speaks OpenAI's interface), <c>Model</c> and
/// <c>Key</c>. Without one everything works by rules alone, and the pages say so.
/// </summary>
public sealed class LanguageModel
{
    /// <summary>Reads the configuration. Nothing is called yet.</summary>
    public LanguageModel(IConfiguration configuration)
    {
        var settings = configuration.GetSection("LanguageModel");
        var (endpoint, model) = (settings["Endpoint"]?.Trim() ?? "", settings["Model"]?.Trim() ?? "");
        if (endpoint.Length == 0 && model.Length == 0)
            Status = new LanguageModelStatus(false, "No language model: rules only.");
        else if (model.Length == 0 || !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            Status = new LanguageModelStatus(false,
                "The language model is not set up: LanguageModel:Endpoint must be an address and LanguageModel:Model a name. Rules only.");
        else
        {
            Client = new OpenAiChatClient(uri, model, settings["Key"] is { Length: > 0 } key ? key : "none");
            Status = new LanguageModelStatus(true, $"{model} at {uri.Host}", model);
        }
    }

    /// <summary>The client; null when none is configured.</summary>
    public IChatClient? Client { get; }

    /// <summary>What pages and doctor say.</summary>
    public LanguageModelStatus Status { get; }
}

/// <summary>Whether there is a language model.</summary>
/// <param name="IsConfigured">Is there one?</param>
/// <param name="Text">What pages and doctor say; holds no key.</param>
/// <param name="Model">The model's name; empty for none.</param>
public sealed record LanguageModelStatus(bool IsConfigured, string Text, string Model = "");
