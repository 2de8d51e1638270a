namespace HybridBpo.Hro.Demo;

/// <summary>An invented person's resume: what the demo writes into files.</summary>
internal sealed record DemoResume
{
    public required string File { get; init; }

    public required string Name { get; init; }

    public required string Phone { get; init; }

    public required string City { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<DemoJob> Jobs { get; init; }

    public required IReadOnlyList<DemoSchool> Schools { get; init; }

    public required string Skills { get; init; }

    public string? Languages { get; init; }

    /// <summary>Text that the file holds but does not show.</summary>
    public string? Hidden { get; init; }

    public string Email => Name.ToLowerInvariant().Replace(' ', '.') + "@example.com";
}

/// <summary>A job of a demo resume.</summary>
internal sealed record DemoJob(string Title, string Employer, string Place, string Dates, params string[] Points);

/// <summary>A school of a demo resume.</summary>
internal sealed record DemoSchool(string Degree, string School, string Dates);

/// <summary>A file of the demo, as a candidate would have uploaded it.</summary>
internal sealed record DemoFile(string Name, byte[] Content);
