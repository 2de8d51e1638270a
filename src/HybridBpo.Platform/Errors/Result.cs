using System.Diagnostics.CodeAnalysis;

namespace HybridBpo.Platform;

/// <summary>Either a value or the refusal that stands in its place. Both convert implicitly, so a method simply returns one or the other.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    /// <summary>The refusal, or null when there is a value.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value. Reading it from a refused result is a bug and throws.</summary>
    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Message}");

    /// <summary>Tells the two apart in one expression.</summary>
    /// <param name="value">The value when this is true.</param>
    /// <param name="refusal">The refusal when this is false.</param>
    public bool Is([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (this.value, Refusal);
        return refusal is null;
    }

    /// <summary>A result that holds <paramref name="value"/>.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A result that holds <paramref name="refusal"/>.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of an act that only succeeds or is refused.</summary>
public readonly record struct Done
{
    /// <summary>The one value.</summary>
    public static Done Yes => default;
}
