using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>What a backup, or its keys, say of themselves. Counts, hashes and codes; nothing personal.</summary>
/// <param name="Format">Version of this form: 1.</param>
/// <param name="Kind"><see cref="Database"/> or <see cref="Keys"/>.</param>
/// <param name="Id">The backup; its keys carry the same.</param>
/// <param name="TakenAt">The moment that it shows, by the database's clock.</param>
/// <param name="MasterKey">Tells the master key, which is in neither file, apart from others: start of its SHA-256.</param>
/// <param name="Server">Major version of the server that it was taken from.</param>
/// <param name="Tools">Major version of the pg_dump that wrote it.</param>
/// <param name="Settings">Settings of the database itself, as <c>name=value</c>.</param>
/// <param name="Scripts">SHA-256 of every script of the schema, by <c>schema/script</c>.</param>
/// <param name="HighWaterMark">Up to here projections may have read.</param>
/// <param name="LastNumber">The last event number that was handed out.</param>
/// <param name="Clients">How far the log of each client was sealed.</param>
/// <param name="Counts">Rows of each table that the part holds.</param>
/// <param name="DumpKeys">In the file of keys: what this dump and earlier ones are encrypted under, by backup, sealed under the master key.</param>
/// <param name="Dump">The part itself.</param>
public sealed record BackupManifest(
    int Format, string Kind, Guid Id, DateTimeOffset TakenAt, string MasterKey, int Server, int Tools, IReadOnlyList<string> Settings,
    IReadOnlyDictionary<string, string> Scripts, long HighWaterMark, long LastNumber, IReadOnlyList<SealedClient> Clients,
    IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<Guid, byte[]> DumpKeys, BackupPart Dump)
{
    /// <summary>The form that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Everything but the keys.</summary>
    public const string Database = "database";

    /// <summary>The tables that hold keys, each wrapped under the master key.</summary>
    public const string Keys = "keys";

    /// <summary>One number over the names and hashes of all scripts.</summary>
    public string SchemaFingerprint => SchemaScript.Hash(string.Join('\n', Scripts.OrderBy(s => s.Key, StringComparer.Ordinal)));

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}

/// <summary>One part of a backup.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, hexadecimal.</param>
public sealed record BackupPart(long Bytes, string Sha256);

/// <summary>How far a client's log was sealed when the backup was taken.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Blocks">How many blocks were closed.</param>
/// <param name="LastSeq">The last event in them.</param>
/// <param name="Checkpoint">What the log was up to there, signed; null when nothing was sealed yet.</param>
public sealed record SealedClient(string Client, long Blocks, long LastSeq, Checkpoint? Checkpoint);
