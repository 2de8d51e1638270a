namespace HybridBpo.Hro.Views;

/// <summary>A field that was read from a resume and can be corrected.</summary>
/// <param name="Field">Its path, such as <c>work.0.end</c>.</param>
/// <param name="Label">What it is.</param>
/// <param name="Value">What stands there now.</param>
public sealed record FieldRow(string Field, string Label, string Value);
