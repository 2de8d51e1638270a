using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridBpo.Collections.Risk.Lifecycle;

internal sealed record ModelRow(
    string ClientId, string Name, int Version, string State, string Source, string SourceText, IReadOnlyList<string> Columns, string Figures,
        string TrainedBy,
    DateTimeOffset TrainedAt, Guid? CaseId, string? AskedBy, DateTimeOffset? LiveAt, DateTimeOffset? EndedAt)
{
    public const string Fields = """
        client_id, name, version, state, source, source_text, columns, figures::text as figures, trained_by, trained_at, case_id, asked_by, live_at,
          ended_at
        """;

    public string Label => $"{Name} {Version}";

    public ModelResults Results => ModelResults.Read(Figures);
}

/// <summary>The models in the database; each is a file that XGBoost loads as well.</summary>
internal sealed class ModelRegistry(Database database)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly ConcurrentDictionary<(string Client, string Label), RiskModel> loaded = [];

    public Task<IReadOnlyList<ModelRow>> ListAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<ModelRow>(
            access, $"select {Sql.Raw(ModelRow.Fields)} from collections.models order by client_id, trained_at desc, name, version limit 500", ct);

    public Task<ModelRow?> FindAsync(Access access, string client, string name, int version, CancellationToken ct) =>
        database.SingleOrDefaultAsync<ModelRow>(access, $"""
            select {Sql.Raw(ModelRow.Fields)} from collections.models where client_id = {client} and name = {name} and version = {version}
            """, ct);

    public Task<ModelRow?> LiveAsync(Access access, string client, CancellationToken ct) =>
        database.SingleOrDefaultAsync<ModelRow>(
            access, $"select {Sql.Raw(ModelRow.Fields)} from collections.models where client_id = {client} and state = 'live'", ct);

    public Task<ModelRow?> OfCaseAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<ModelRow>(
            access, $"select {Sql.Raw(ModelRow.Fields)} from collections.models where client_id = {client} and case_id = {caseId}", ct);

    public async Task<int> NextVersionAsync(Access access, string client, string name, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<int>(
            access, $"select coalesce(max(version), 0) + 1 from collections.models where client_id = {client} and name = {name}", ct);

    public async Task<Result<RiskModel>> OpenAsync(Access access, ModelRow row, CancellationToken ct)
    {
        if (loaded.TryGetValue((row.ClientId, row.Label), out var known)) return known;
        var packed = await database.SingleOrDefaultAsync<byte[]>(access, $"""
            select model from collections.models where client_id = {row.ClientId} and name = {row.Name} and version = {row.Version}
            """, ct);
        if (packed is null) return new ModelUnreadable($"The model {row.Label} is not there.");
        if (!RiskModel.FromBytes(Unpack(packed)).Is(out var model, out var refusal)) return refusal;
        return loaded[(row.ClientId, row.Label)] = model;
    }

    public static byte[] Pack(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, true)) zip.Write(json);
        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zip.CopyTo(plain);
        return plain.ToArray();
    }
}
