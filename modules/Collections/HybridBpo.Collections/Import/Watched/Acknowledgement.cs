using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridBpo.Collections.Import.Watched;

/// <summary>What a client's program reads of a file that it sent.</summary>
/// <param name="Outcome"><c>loaded</c>, <c>loaded-before</c> or <c>refused</c>.</param>
/// <param name="Sums">What it did to balances: of loaded rows alone.</param>
internal sealed record Acknowledgement(
    string File, string? Sha256, string Outcome, string? Kind, Guid? Import, int? RowsRead, int? RowsLoaded, int? RowsUnchanged, int? RowsQuarantined,
    IReadOnlyList<AcknowledgedSum> Sums, AcknowledgedRefusal? Refusal, DateTimeOffset At)
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Written) + "\n";

    public static Acknowledgement Refused(string file, string? sha256, FolderRefusal why, DateTimeOffset at) => new(
        file, sha256, "refused", why.Kind, why.Import, null, null, null, null, [], new AcknowledgedRefusal(why.Reason, why.Message), at);
}

internal sealed record AcknowledgedSum(string Currency, decimal Minor);

internal sealed record AcknowledgedRefusal(string Code, string Words);

/// <summary>A file of a folder that does not load.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Import">Under which it waits for somebody on the page.</param>
internal sealed record FolderRefusal(string Reason, string Words, string? Kind = null, Guid? Import = null) : Invalid(Words);
