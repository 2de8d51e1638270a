using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace HybridBpo.Inbox.Seeding;

/// What was read from an invented file, between the two steps of the form: it lies in the form alone, sealed for whoever sent the file, and for some
/// hours. The house keeps neither the file nor this.
internal sealed class ReadSamples(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    public string Seal(Access access, Source source, ReadSample read) => Protector(access, source).Protect(JsonSerializer.Serialize(read), Lasts);

    /// Null: too old, of another case or person, or not ours.
    public ReadSample? Open(Access access, Source source, string sealedText)
    {
        try
        {
            return sealedText.Length == 0 ? null : JsonSerializer.Deserialize<ReadSample>(Protector(access, source).Unprotect(sealedText));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector(Access access, Source source) =>
        protection.CreateProtector("HybridBpo.ReadSample", access.Actor.Id, source.ClientId, source.CaseId.ToString()).ToTimeLimitedDataProtector();
}

/// The case as its module read it from the file, under its invented reference, before anything is altered.
internal sealed record ReadSample(string Reference, SampleCase Found);
