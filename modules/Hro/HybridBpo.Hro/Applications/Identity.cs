namespace HybridBpo.Hro.Applications;

/// <summary>Who a candidate is, as read from the resume. Encrypted under the candidate's key, and shown to nobody before a reveal.</summary>
internal sealed record Identity(string Name, string Email, string Phone, string Location, string Url)
{
    public static Identity? Read(string? json) => json is null ? null : HroJson.Read<Identity>(json);
}
