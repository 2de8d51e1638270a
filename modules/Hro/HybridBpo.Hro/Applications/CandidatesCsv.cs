using System.Globalization;
using System.Text;

namespace HybridBpo.Hro.Applications;

/// <summary>Candidates of a requisition as CSV: what the page shows, so nothing that the machine found and nobody's name.</summary>
internal static class CandidatesCsv
{
    public static string Write(IEnumerable<CandidateLine> lines)
    {
        var csv = new StringBuilder("candidate,requisition,came,file,pages,stands\r\n");
        foreach (var line in lines)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{line.Code},{line.Reference},{line.AppliedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z,");
            csv.Append(CultureInfo.InvariantCulture, $"{line.Format},{line.Pages},{line.State}\r\n");
        }

        return csv.ToString();
    }
}
