using System.Globalization;

namespace HybridBpo.Hro.Applications;

/// <summary>The code that stands for a person until the identity is revealed: says nothing and can be read out, such as <c>7F-32</c>.</summary>
internal static class CandidateCode
{
    /// <summary>The first code of the application's own series that nobody in the requisition has yet.</summary>
    public static string For(Guid application, IReadOnlySet<string> taken) => Series(application).First(code => !taken.Contains(code));

    private static IEnumerable<string> Series(Guid application)
    {
        var start = BitConverter.ToUInt32(application.ToByteArray(), 0);
        for (uint step = 0; ; step++)
        {
            // Odd, so the walk visits every code of a size before one repeats; beyond 65,536 candidates the code grows by a digit.
            var n = start + step * 40_503;
            var text = step < 65_536
                ? (n & 0xFFFF).ToString("X4", CultureInfo.InvariantCulture)
                : (n & 0xFFFFF).ToString("X5", CultureInfo.InvariantCulture);
            yield return $"{text[..2]}-{text[2..]}";
        }
    }
}
