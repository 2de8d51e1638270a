namespace HybridBpo.Platform.Tracing;

/// <summary>What was seen of somebody in one row, or in one window of a file.</summary>
internal sealed class Finding
{
    public bool Mail { get; set; }

    public bool Phone { get; set; }

    /// <summary>The full name, which others may have as well.</summary>
    public bool Name { get; set; }

    public bool Reference { get; set; }

    /// <summary>Name and reference within a few lines of each other.</summary>
    public bool Near { get; set; }

    /// <summary>Is it about this person? In one row name and reference belong together wherever they stand, in a file when they are near.</summary>
    public bool IsHit(bool oneRow) => Mail || Phone || Near || (oneRow && Name && Reference);

    public IEnumerable<string> Kinds(bool oneRow)
    {
        if (Mail) yield return TraceKinds.Mail;
        if (Phone) yield return TraceKinds.Phone;
        if (Near || (oneRow && Name && Reference)) yield return TraceKinds.Name;
    }

    public void Clear() => Mail = Phone = Name = Reference = Near = false;
}

/// <summary>By what somebody was recognised.</summary>
internal static class TraceKinds
{
    public const string Mail = "mail", Phone = "phone", Name = "name-and-reference";
}
