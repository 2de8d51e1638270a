using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using NodaTime;

namespace HybridBpo.Collections.Nudges;

/// <summary>A dialer's file that was loaded.</summary>
/// <param name="UploadedAt">When it came.</param>
/// <param name="NewestAt">Its newest call.</param>
internal sealed record CallFile(DateTimeOffset UploadedAt, DateTimeOffset NewestAt);

/// <summary>Up to when the calls of a client are known, by what a supervisor said of its dialer and by the files that came.</summary>
internal static class CallsKnown
{
    /// <summary>What was said of the dialer last; null when the client has none.</summary>
    public static AttestationRow? Said(IReadOnlyList<AttestationRow> attested) =>
        attested.FirstOrDefault(a => a.Fact == Facts.Dialer && a.ImportId is null) is { } row
            && FactValues.Read(row.Value).GetValueOrDefault("dialer") == "yes" ? row : null;

    public static CallData Of(Client client, AttestationRow said, IEnumerable<CallFile> files)
    {
        var values = FactValues.Read(said.Value);
        var data = new CallData(null, FactValues.Hours(values), values.GetValueOrDefault("weekends") == "yes", client.TimeZone);
        var known = files.Select(f => Until(data, f)).ToList();
        if (values.GetValueOrDefault("complete") == "yes") known.Add(said.AttestedAt);
        return data with { KnownUntil = known.Count == 0 ? null : known.Max() };
    }

    // A file tells all until it came; but one that is old itself, sent late, tells nothing of the days since its newest call.
    private static DateTimeOffset Until(CallData data, CallFile file) =>
        data.Fresh(Instant.FromDateTimeOffset(file.NewestAt), 24) < Instant.FromDateTimeOffset(file.UploadedAt) ? file.NewestAt : file.UploadedAt;
}
