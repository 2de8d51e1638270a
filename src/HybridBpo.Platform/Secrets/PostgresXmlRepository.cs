using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace HybridBpo.Platform;

/// <summary>Keeps the keys of sign-in cookies and antiforgery tokens in the database, sealed, so that all hosts share them.</summary>
internal sealed class PostgresXmlRepository(Database database, SecretBox box, TimeProvider time) : IXmlRepository
{
    private static readonly Access System = Access.System("data-protection");

    private sealed record Row(string Name, byte[] Sealed);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        FormattableString all = $"select name, sealed from platform.data_protection_keys order by made_at, name";
        var rows = database.QueryAsync<Row>(System, all, CancellationToken.None).GetAwaiter().GetResult();
        return [.. rows.Select(row => XElement.Parse(Encoding.UTF8.GetString(box.Open(row.Sealed, row.Name))))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var name = $"{friendlyName}/{Guid.CreateVersion7(time.GetUtcNow())}";
        var sealedKey = box.Seal(Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), name);
        database.ExecuteAsync(System, $"""
            insert into platform.data_protection_keys (name, sealed, made_at) values ({name}, {sealedKey}, {time.GetUtcNow()})
            """, CancellationToken.None).GetAwaiter().GetResult();
    }
}
