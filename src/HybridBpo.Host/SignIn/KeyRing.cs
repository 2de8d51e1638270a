using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>Data-protection keys in PostgreSQL, so that all hosts read each other's cookies.</summary>
internal sealed class KeyRing(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.OpenConnection();
        return [.. connection.Query<string>("select xml from identity.data_protection_keys order by id").Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.OpenConnection();
        connection.Execute("insert into identity.data_protection_keys (friendly_name, xml) values (@friendlyName, @xml)",
            new { friendlyName = friendlyName ?? "", xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}
