using System.Text;

namespace HybridBpo.Inbox.Webhooks;

/// The secrets of a webhook follow from one that all hosts share and that lies under the master key: nothing of them stands in a row.
internal sealed class WebhookSecrets(KeyedHashes hashes)
{
    public const int First = 1;

    /// <param name="number">1 for the first, one more for each that came after it.</param>
    public async ValueTask<string> OfAsync(string client, Guid webhook, int number, CancellationToken ct)
    {
        var hash = await hashes.ForAsync("inbox.webhooks", ct);
        var of = number == First ? $"{client}|{webhook}" : $"{client}|{webhook}|{number}";
        return $"whsec_{Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes(of)))}";
    }
}
