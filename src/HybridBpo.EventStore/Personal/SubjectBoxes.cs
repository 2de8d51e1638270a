using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Events;

/// <summary>
/// Encrypts what is kept outside events (files, captured mails) under the general keys of subjects, so that erasing a subject makes it unreadable
/// too. No retention of a kind of event reaches these keys.
/// </summary>
public sealed class SubjectBoxes
{
    private const int KeyIdLength = 16;
    private readonly SubjectKeys _keys;

    internal SubjectBoxes(SubjectKeys keys) => _keys = keys;

    /// <summary>
    /// Encrypts under the subject's key, which is made when there is none yet; of a closed subject (<see cref="EventStore.CloseSubjectAsync"/>)
    /// under one that nobody keeps, so that it reads as erased.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="plain">What to encrypt.</param>
    /// <param name="place">Where it is kept; it opens nowhere else.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Key id (16 bytes), nonce (12), ciphertext, tag (16).</returns>
    public async ValueTask<byte[]> SealAsync(string tenant, Guid subject, ReadOnlyMemory<byte> plain, string place, CancellationToken ct = default) =>
        (await SealerAsync(tenant, subject, ct))(plain, place);

    /// <summary>
    /// Takes the subject's key once, to encrypt several pieces as <see cref="SealAsync"/> does without asking the database again: for work that holds
    /// a connection already.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Encrypts a piece (what, and where it is kept).</returns>
    public async ValueTask<Func<ReadOnlyMemory<byte>, string, byte[]>> SealerAsync(string tenant, Guid subject, CancellationToken ct = default)
    {
        var name = KeyName.General(subject);
        var key = (await _keys.ForWriting(tenant, [name], ct))[name];
        var bytes = key.Bytes ?? RandomNumberGenerator.GetBytes(32);
        return (plain, place) => [.. key.Id.ToByteArray(bigEndian: true), .. Sealed.Box(bytes, plain.Span, Associated(tenant, subject, place))];
    }

    /// <summary>Decrypts what <see cref="SealAsync"/> made of the same tenant, subject and place.</summary>
    /// <returns>Null when the subject was erased.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, or belongs elsewhere.</exception>
    public async ValueTask<byte[]?> OpenAsync(string tenant, Guid subject, ReadOnlyMemory<byte> box, string place, CancellationToken ct = default) =>
        (await OpenAllAsync(tenant, [(subject, box, place)], ct))[0];

    /// <summary>Decrypts several as <see cref="OpenAsync"/> does; the database is asked once for the keys of all.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="boxes">Subject, what <see cref="SealAsync"/> made, and the place where it is kept.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>In the same order; null where the subject was erased.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One was changed, or belongs elsewhere.</exception>
    public async ValueTask<byte[]?[]> OpenAllAsync(
        string tenant, IReadOnlyList<(Guid Subject, ReadOnlyMemory<byte> Box, string Place)> boxes, CancellationToken ct = default)
    {
        Guid[] ids = [.. boxes.Select(item => KeyIdOf(item.Box.Span))];
        var keys = await _keys.ForReading(tenant, ids, ct);
        return [.. boxes.Select((item, i) => keys[ids[i]].Bytes is { } key
            ? Sealed.Open(key, item.Box.Span[KeyIdLength..], Associated(tenant, item.Subject, item.Place))
            : null)];
    }

    private static Guid KeyIdOf(ReadOnlySpan<byte> box) => box.Length < KeyIdLength
        ? throw new CryptographicException("An encrypted content is cut short.")
        : new Guid(box[..KeyIdLength], bigEndian: true);

    private static byte[] Associated(string tenant, Guid subject, string place) => Encoding.UTF8.GetBytes($"{tenant}|{subject:D}|{place}");
}
