using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.OwnPage;

/// <summary>Links to a debtor's own page: of one address of one person, good for a month. Whoever has one is still asked for two facts.</summary>
internal sealed class PageLinks(PublicLinks links, AccountBook book, TimeProvider time)
{
    public const string Path = "/d/";

    private const string Purpose = "own-page", PassPurpose = "own-page-pass";

    public static readonly TimeSpan Lasts = TimeSpan.FromDays(30), PassLasts = TimeSpan.FromMinutes(30);

    public async Task<string> AddressAsync(AddressRow address, CancellationToken ct) => links.Address(Path, await TokenAsync(address, ct));

    public Task<string> TokenAsync(AddressRow address, CancellationToken ct) =>
        links.MakeAsync(Purpose, address.ClientId, address.Id, time.GetUtcNow() + Lasts, ct);

    /// <summary>Null when it is not one of ours, or the address is nobody's any more.</summary>
    public async Task<FoundLink?> FindAsync(string token, CancellationToken ct)
    {
        if (await links.ReadEvenExpiredAsync(Purpose, token, ct) is not { } link
            || await book.AddressAsync(Access.System(Purpose, link.Client), link.Client, link.Id, ct) is not { } address) return null;
        return new FoundLink(address, link.Expires!.Value, link.Expires <= time.GetUtcNow());
    }

    /// <summary>What the browser keeps after the two facts were right, for half an hour.</summary>
    public Task<string> PassAsync(AddressRow address, CancellationToken ct) =>
        links.MakeAsync(PassPurpose, address.ClientId, address.Id, time.GetUtcNow() + PassLasts, ct);

    public async Task<bool> MayPassAsync(AddressRow address, string? pass, CancellationToken ct) =>
        pass is not null && await links.ReadAsync(PassPurpose, pass, ct) is { } known && known.Client == address.ClientId && known.Id == address.Id;
}

/// <param name="Until">Until when it opens the page.</param>
internal sealed record FoundLink(AddressRow Address, DateTimeOffset Until, bool IsOver);
