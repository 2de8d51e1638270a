using System.Security.Cryptography;

namespace HybridBpo.Events;

/// <summary>A key is missing, or damaged, though nobody destroyed it: what lies under it can be read again where the key is found again.</summary>
internal sealed class LostKey(Guid key, string message, Exception? why) : CryptographicException(message, why)
{
    public Guid Key => key;
}
