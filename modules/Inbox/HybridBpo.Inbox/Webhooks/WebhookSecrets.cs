using System.Text;

namespace HybridBpo.Inbox.Webhooks;

/// The secret of each webhook follows from one that all hosts share and that lies under the master key: nothing of it stands in a row.
internal sealed class WebhookSecrets(KeyedHashes hashes)
{
    public async ValueTask<string> OfAsync(string client, Guid webhook, CancellationToken ct) =>
        $"whsec_{Convert.ToHexStringLower((await hashes.ForAsync("inbox.webhooks", ct))(Encoding.UTF8.GetBytes($"{client}|{webhook}")))}";
}
