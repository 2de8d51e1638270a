using System.Globalization;
using HybridBpo.Hro.Decisions;

namespace HybridBpo.Hro.Applications;

/// <summary>What a person mended in one reading of the file.</summary>
/// <param name="Field">Its name in that reading, such as <c>work.0.end</c>.</param>
/// <param name="Entry">The whole job, school or skill as it was read, by which it is found again in another reading.</param>
internal sealed record Correction(string Field, string Entry, string Was, string Now);

/// <summary>A reading with what people corrected in it.</summary>
/// <param name="Unfitting">Corrections of what this reading no longer holds.</param>
internal sealed record Corrected(ScreeningEvidence Evidence, IReadOnlyList<Correction> Unfitting);

/// <summary>
/// Carries corrections from one reading to the next. A correction belongs to a job, a school or a skill, never to a place in a list: read in another
/// order it goes along, and where nothing reads as before it is not applied.
/// </summary>
internal static class Corrections
{
    public static Corrected? Of(Application application) => application.Evidence is { } read
        ? Apply(HroJson.Read<ScreeningEvidence>(read), application.Corrections)
        : null;

    public static Corrected Apply(ScreeningEvidence read, IReadOnlyList<Correction> corrections)
    {
        var (evidence, unfitting) = (read, new List<Correction>());
        foreach (var correction in corrections)
        {
            if (Find(read, correction) is { } field)
                evidence = FieldRows.With(evidence, field, correction.Now);
            else
                unfitting = [.. unfitting.Where(c => (c.Field, c.Entry) != (correction.Field, correction.Entry)), correction];
        }

        var marks = FieldRows.Of(read).Zip(FieldRows.Of(evidence)).Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => new CorrectedFact(pair.First.Label, pair.First.Value, pair.Second.Value));
        return new Corrected(evidence with { Corrected = [.. marks] }, unfitting);
    }

    /// <summary>The whole entry that a field belongs to, as it was read; null when there is no such field.</summary>
    public static string? EntryOf(ScreeningEvidence read, string field) =>
        FieldRows.ValueOf(read, field) is null ? null : Entries(read, KindOf(field))[IndexOf(field)];

    private static string? Find(ScreeningEvidence read, Correction correction)
    {
        var entries = Entries(read, KindOf(correction.Field));
        var index = IndexOf(correction.Field);
        if (entries.ElementAtOrDefault(index) != correction.Entry)
            index = entries.IndexOf(correction.Entry);
        return index < 0 ? null : string.Join('.', [KindOf(correction.Field), $"{index}", .. correction.Field.Split('.').Skip(2)]);
    }

    private static List<string> Entries(ScreeningEvidence read, string kind) => kind switch
    {
        "work" => [.. read.Work.Select(w => string.Join('\n', w.Position, w.Employer, w.Start, w.End))],
        "education" => [.. read.Education.Select(e => string.Join('\n', e.Degree, e.Area))],
        _ => [.. read.Skills],
    };

    private static string KindOf(string field) => field.Split('.')[0];

    private static int IndexOf(string field) => int.Parse(field.Split('.')[1], CultureInfo.InvariantCulture);
}
