namespace HybridBpo.Hro.Screening;

/// <summary>The fields of a resume under JSON Resume's names, each with its place.</summary>
internal sealed record Resume(
    Basics Basics, IReadOnlyList<WorkEntry> Work, IReadOnlyList<EducationEntry> Education, IReadOnlyList<Found<string>> Skills);

internal sealed record Basics(
    Found<string>? Name, Found<string>? Email, Found<string>? Phone, Found<string>? Location, Found<string>? Url);

/// <summary>A job. Its dates are intervals; <paramref name="Lines"/> are the first and last line of the visible text that tell about it.</summary>
internal sealed record WorkEntry(
    Found<string>? Name, Found<string>? Position, Found<DateRange>? Dates, bool Volunteer, (int First, int Last) Lines);

internal sealed record EducationEntry(
    Found<string>? Institution, Found<string>? StudyType, Found<string>? Area, Found<DateRange>? Dates);
