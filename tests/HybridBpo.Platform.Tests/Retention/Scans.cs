using HybridBpo.Events;

namespace HybridBpo.Platform.Tests;

/// <summary>A module's file about somebody, under the person's general key, and its name under the key of the month.</summary>
public sealed record ScanReceived([property: Subject] Guid Person, Guid File, [property: Personal] string Name);

/// <summary>Copies a personal field into a table of its own, and takes it and the file away when they are no longer kept.</summary>
internal sealed class Scans(Database database) : IInlineProjection, ICopyRedactor, IOpenMatters
{
    public const string Table = "create table platform.scans (client_id text, file uuid, person uuid, name text, is_open bool default false)";

    public IReadOnlyCollection<Type> Events => [typeof(ScanReceived)];

    public void Project(StoredEvent e, EventSession session)
    {
        var scan = (ScanReceived)e.Data;
        session.Queue($"insert into platform.scans (client_id, file, person, name) values ({e.Tenant}, {scan.File}, {scan.Person}, {scan.Name})");
    }

    public void Redact(StoredEvent e, EventSession session)
    {
        var file = ((ScanReceived)e.Data).File;
        session.Queue($"update platform.scans set name = null where file = {file}");
        session.ForgetFile(file);
    }

    public Task<IReadOnlyList<Guid>> SubjectsAsync(string client, Guid[]? among, CancellationToken ct) =>
        database.QueryAsync<Guid>(Access.System("retention", client), $"""
            select person from platform.scans
            where client_id = {client} and is_open and ({among}::uuid[] is null or person = any ({among}))
            """, ct);
}
