using System.Security.Cryptography;

namespace HybridBpo.Host.SignIn;

/// <summary>Generated passwords: shown once, easy to type, about 78 bits.</summary>
internal static class Passwords
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    public const int MinLength = 12, MaxLength = 128;

    public static string New() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));
}
