using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>The hash by which the data of a training is known again.</summary>
internal static class SetHash
{
    public static string Of(params IReadOnlyList<IReadOnlyList<SetRow>> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in sets.SelectMany(s => s))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Account}|{row.CutOff:yyyyMMdd}|{row.Outcome}|"));
            hash.AppendData(MemoryMarshal.AsBytes(row.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
