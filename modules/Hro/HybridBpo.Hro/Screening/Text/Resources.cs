namespace HybridBpo.Hro.Screening;

/// <summary>Tables that are part of the assembly.</summary>
internal static class Resources
{
    public static string Read(string name)
    {
        var assembly = typeof(Resources).Assembly;
        var full = assembly.GetManifestResourceNames().Single(n => n.EndsWith('.' + name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(full)!);
        return reader.ReadToEnd();
    }
}
