using HybridBpo.Collections.Import;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.Nudges;

/// <summary>The firm that writes, and whether answers to it reach a person. A message promises nothing that is not so.</summary>
internal sealed class Letterhead(IConfiguration configuration)
{
    /// <summary><c>Firm:Name</c>.</summary>
    public string Firm { get; } = configuration["Firm:Name"] is { Length: > 0 } name ? name : "HybridBpo";

    /// <summary><c>Smtp:ReplyTo</c>: an address that people read. Null when there is none, and then no message asks for an answer.</summary>
    public string? ReplyTo { get; } = Contacts.Email(configuration["Smtp:ReplyTo"] ?? "");
}
