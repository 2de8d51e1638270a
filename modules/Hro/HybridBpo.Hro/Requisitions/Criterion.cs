namespace HybridBpo.Hro.Requisitions;

/// <summary>What a criterion asks about; decides how a verdict is reached.</summary>
internal static class CriterionKind
{
    public const string Skill = "skill";
    public const string Experience = "experience";
    public const string Degree = "degree";
    public const string Certificate = "certificate";
    public const string Language = "language";
    public const string Location = "location";
    public const string Permit = "permit";
    public const string Shift = "shift";
    public const string Statement = "statement";

    public static IReadOnlyList<string> All { get; } = [Skill, Experience, Degree, Certificate, Language, Location, Permit, Shift, Statement];
}

/// <summary>One thing a job asks for.</summary>
internal sealed record Criterion
{
    /// <summary>Stable within the requisition, such as <c>c3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>In the words of the job.</summary>
    public required string Label { get; init; }

    /// <summary>must | nice.</summary>
    public required string Need { get; init; }

    /// <summary>One of <see cref="CriterionKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What is looked for: skills, a language, a certificate, a town; empty where the kind needs none.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];

    /// <summary>One of the terms is enough.</summary>
    public bool AnyOf { get; init; }

    /// <summary>Years of it, when the job says so.</summary>
    public double? Years { get; init; }

    /// <summary>1 school, 2 vocational or associate, 3 bachelor, 4 master, 5 doctor.</summary>
    public int? DegreeLevel { get; init; }

    /// <summary>Equivalent practice is as good as the degree.</summary>
    public bool OrEquivalent { get; init; }
}

/// <summary>A remark on a criterion that may shut people out without need.</summary>
/// <param name="Criterion">The criterion's id.</param>
/// <param name="Words">What in it.</param>
/// <param name="Why">Why it may be unfair, and what to write instead.</param>
internal sealed record FairnessRemark(string Criterion, string Words, string Why);

/// <summary>The frozen yardstick of a run: every run names the one it used.</summary>
/// <param name="Version">Hash over the criteria, the skill table and the rule set: the same yardstick has the same version.</param>
/// <param name="Title">The job's title.</param>
/// <param name="Criteria">What the job asks for.</param>
/// <param name="JobText">The job's own words; looked at only to find copied or hidden ones.</param>
/// <param name="SkillTableHash">SHA-256 of the skill table.</param>
/// <param name="RuleSet">Version of the checks.</param>
internal sealed record Rubric(string Version, string Title, IReadOnlyList<Criterion> Criteria, string JobText, string SkillTableHash, string RuleSet);
