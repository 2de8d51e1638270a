namespace HybridBpo.Hro;

/// <summary>Proof that a signed-in person acts: neither the product, nor a model, nor an API key can hold one.</summary>
internal sealed record NamedPerson
{
    private NamedPerson(string userId) => UserId = userId;

    public string UserId { get; }

    public static Result<NamedPerson> From(Access access) =>
        access.Actor.Kind == Actor.Person && !string.IsNullOrWhiteSpace(access.Actor.Id)
            ? new NamedPerson(access.Actor.Id)
            : new OnlyAPersonDecides();
}
