using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridBpo.Events;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>Master keys for safekeeping: a file that only a passphrase opens (PBKDF2-SHA256, AES-256-GCM), and back from it.</summary>
public sealed class MasterKeyExport
{
    /// <summary>A passphrase has at least this many characters.</summary>
    public const int LeastPassphrase = 12;

    private const string Exported = "master-key-exported", What = "hybridbpo master keys";
    private const int Iterations = 600_000, MostIterations = 10_000_000, Salt = 16, Nonce = 12, Tag = 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Database database;
    private readonly MasterKey master;

    internal MasterKeyExport(Database database, MasterKey master) => (this.database, this.master) = (database, master);

    private sealed record Box(
        string What, IReadOnlyList<string> Ids, string Kdf, int Iterations, byte[] Salt, byte[] Nonce, byte[] Sealed, byte[] Tag);

    /// <summary>All keys that this host knows, as the text of a file; that it was made is recorded.</summary>
    /// <param name="access">Who asks: the command line.</param>
    /// <param name="passphrase">At least <see cref="LeastPassphrase"/> characters.</param>
    /// <param name="write">Keeps the text; when it is refused nothing is recorded.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>Ids of the keys.</returns>
    public async Task<Result<IReadOnlyList<string>>> ExportAsync(
        Access access, string passphrase, Func<string, Task<Refusal?>> write, CancellationToken ct)
    {
        if (passphrase.Length < LeastPassphrase)
            return new Invalid($"The passphrase needs at least {LeastPassphrase} characters.");
        var keys = master.Ring.Look();
        if (await write(Seal(keys, passphrase)) is { } refusal)
            return refusal;
        List<string> ids = [.. keys.Select(KeyRing.IdOf)];
        foreach (var id in ids)
            await MasterKeyChange.NoteAsync(database, access, id, Exported, new { }, ct);
        return ids;
    }

    /// <summary>
    /// Brings exported keys to this machine: those that <c>keys/master-key</c> lacks are added. The first becomes the current one only where there is
    /// none yet, so that nothing which was wrapped here is lost.
    /// </summary>
    /// <param name="configuration">Looked up: <c>MasterKey</c>, <c>HYBRIDBPO_DATA</c>.</param>
    /// <param name="text">What <see cref="ExportAsync"/> made.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <returns>Ids of the keys that are new here, and of the current one.</returns>
    public static Result<(IReadOnlyList<string> Added, string Current)> Import(IConfiguration configuration, string text, string passphrase)
    {
        if (configuration[MasterKey.Key] is { Length: > 0 })
            return new Conflict($"The master key is the setting {MasterKey.Key} here: take that away, or keep the key there.");
        if (!Open(text, passphrase).Is(out var keys, out var refusal))
            return refusal;
        List<byte[]> added = [], all = [];
        KeyFile.In(DataFolder.Find(configuration)).Change(known =>
        {
            added = [.. keys.Where(key => !known.Any(k => k.AsSpan().SequenceEqual(key)))];
            return all = [.. known, .. added];
        });
        return (added.ConvertAll(KeyRing.IdOf), KeyRing.IdOf(all[0]));
    }

    /// <summary>When a key was last exported; null when never.</summary>
    internal static async Task<DateTimeOffset?> LastAsync(Database database, Access access, string id, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<DateTimeOffset?>(access, $"""
            select max(at) from platform.acts
            where client_id = {Access.EveryClient} and subject = {MasterKeyChange.SubjectOf(id)} and act = {Exported}
            """, ct);

    internal static string Seal(IReadOnlyList<byte[]> keys, string passphrase)
    {
        var (salt, nonce) = (RandomNumberGenerator.GetBytes(Salt), RandomNumberGenerator.GetBytes(Nonce));
        List<string> ids = [.. keys.Select(KeyRing.IdOf)];
        byte[] plain = [.. keys.SelectMany(key => key)], hidden = new byte[plain.Length], tag = new byte[Tag];
        using (var aes = new AesGcm(Derive(passphrase, salt, Iterations), Tag))
            aes.Encrypt(nonce, plain, hidden, tag, Encoding.UTF8.GetBytes(What + string.Join(',', ids)));
        return JsonSerializer.Serialize(new Box(What, ids, "PBKDF2-SHA256", Iterations, salt, nonce, hidden, tag), Json) + "\n";
    }

    internal static Result<IReadOnlyList<byte[]>> Open(string text, string passphrase)
    {
        Box? box;
        try
        {
            box = JsonSerializer.Deserialize<Box>(text, Json);
        }
        catch (JsonException)
        {
            box = null;
        }
        if (box is not { What: What, Ids.Count: > 0 and < 100, Salt.Length: Salt, Nonce.Length: Nonce, Tag.Length: Tag, Sealed.Length: > 0 }
            || box.Iterations is < 1 or > MostIterations || box.Sealed.Length != 32 * box.Ids.Count)
            return new Invalid("This is no file that ./run.sh keys export made.");
        var plain = new byte[box.Sealed.Length];
        try
        {
            using var aes = new AesGcm(Derive(passphrase, box.Salt, box.Iterations), Tag);
            aes.Decrypt(box.Nonce, box.Sealed, box.Tag, plain, Encoding.UTF8.GetBytes(What + string.Join(',', box.Ids)));
        }
        catch (AuthenticationTagMismatchException)
        {
            return new Invalid("The passphrase does not fit, or the file was changed.");
        }
        return plain.Chunk(32).ToList();
    }

    private static byte[] Derive(string passphrase, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(
        passphrase.Normalize(NormalizationForm.FormC), salt, iterations, HashAlgorithmName.SHA256, 32);
}
