namespace HybridBpo.Host.SignIn;

/// <summary>A person's row in identity.users.</summary>
internal sealed class User
{
    public string Id { get; set; } = "";
    public string UserName { get; set; } = "";
    public string NormalizedUserName { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string? PasswordHash { get; set; }
    public string SecurityStamp { get; set; } = "";
    public string ConcurrencyStamp { get; set; } = "";
    public bool TwoFactorEnabled { get; set; }
    public string? AuthenticatorKey { get; set; }
    public long AuthenticatorStep { get; set; }
    public string[] RecoveryCodes { get; set; } = [];
    public DateTimeOffset? DisabledAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
