using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads schools and degrees of the education section; a second school, or a second degree, begins a new entry.</summary>
internal static partial class EducationParser
{
    public static IReadOnlyList<EducationEntry> Read(IReadOnlyList<Line> lines, IReadOnlyList<Section> sections)
    {
        var entries = new List<EducationEntry>();
        foreach (var section in sections.Where(s => s.Kind == SectionKind.Education))
        {
            var open = new Open();
            var shapes = LineShape.Of(lines, section.Lines);
            for (var i = 0; i < shapes.Count; i++)
            {
                if (!shapes[i].Continues || Degrees.Find(shapes[i].Rest) is not null)
                    Take(shapes[i], open, entries, lastWasDegree: i > 0 && open.Degree is not null && open.DegreeLine == i - 1, i);
            }

            open.Close(entries);
        }

        return entries;
    }

    private static void Take(LineShape shape, Open open, List<EducationEntry> entries, bool lastWasDegree, int at)
    {
        foreach (var piece in Piece.Of(shape).SelectMany(p => Cut(p, shape.IsBullet)))
        {
            if (Labels().IsMatch(piece.Text) || piece.Text.Length > 140)
                continue;
            var degree = Degrees.Find(piece.Text) is { } d && IsDegree(piece.Text, d) ? d : null;
            var school = degree is null && Titles.LooksLikeInstitution(piece.Text) && !(shape.IsBullet && piece.Text.Length > 70);
            if (degree is null && !school && open.WantsArea && at == open.DegreeLine + 1 && piece.Text.Length < 60)
                open.Area = piece;
            else if (degree is not null && !(shape.IsBullet && piece.Text.Length > 90))
            {
                if (open.Degree is not null)
                    open.Close(entries, keepSchool: shape.IsBullet);
                open.SetDegree(piece, degree, at);
            }
            else if (school)
            {
                if (open.School is not null && !open.TakeAsArea())
                    open.Close(entries);
                open.School = piece;
            }
            else if (!shape.IsBullet && shape.IsHead && open.Degree is not null && open.School is null && lastWasDegree
                && !Dates.IsOnlyDates(piece.Text))
            {
                open.School = piece;
            }
            else if (!shape.IsBullet && shape.IsHead && open.Degree is null && open.School is null
                && (at == 0 || shape.Found is not null || shape.Line.AfterBlank))
            {
                open.School = piece;
            }
            else if (open.Area is null && open.Degree is not null && open.DegreeLine == at && piece.Text.Length < 60)
            {
                open.Area = piece;
            }
        }

        if (shape.Found is { } found && (open.Degree is not null || open.School is not null) && !(shape.IsBullet && !shape.DateApart))
            open.Dates ??= new Found<DateRange>(found.Range, 0.9, VisibleText.QuoteOf(shape.DateCell!, found.Start, found.Length));
    }

    private static bool IsDegree(string text, FoundDegree degree) =>
        !(degree.Level == 1 && degree.Start > 0 && Titles.LooksLikeInstitution(text))
            && (degree.Start <= 3 || !Titles.LooksLikeInstitution(text[..degree.Start]) || degree.Level >= 3);

    /// <summary>"Princeton University, PhD in Computer Science" and "B.S. in Biology, State University" are two pieces each.</summary>
    private static IEnumerable<Piece> Cut(Piece piece, bool bullet)
    {
        if (bullet)
            return [piece];
        foreach (Match cut in Divider().Matches(piece.Text))
        {
            var left = piece.Sub(0, cut.Index).Trimmed();
            var right = piece.Sub(cut.Index + cut.Length, piece.Length - cut.Index - cut.Length).Trimmed();
            bool leftDegree = Degrees.Find(left.Text) is { Start: <= 3 }, rightDegree = Degrees.Find(right.Text) is { Start: <= 3 };
            bool leftSchool = Titles.LooksLikeInstitution(left.Text), rightSchool = Titles.LooksLikeInstitution(right.Text);
            if ((leftSchool && !leftDegree && rightDegree) || (leftDegree && rightSchool && !rightDegree && !leftSchool))
                return [left, right];
        }

        return [piece];
    }

    private sealed class Open
    {
        private Piece? degreeLine;

        public Piece? School { get; set; }

        public Piece? Degree { get; private set; }

        public Piece? Area { get; set; }

        public int DegreeLine { get; private set; } = -9;

        /// <summary>The degree's line ended with "in": its field is on the next.</summary>
        public bool WantsArea { get; private set; }

        public Found<DateRange>? Dates { get; set; }

        /// <summary>The degree, quoted with its field.</summary>
        private Found<string>? Studied() => Degree is null ? null : Degree.Found(0.9) with { Quote = degreeLine!.Found(1).Quote };

        /// <summary>A line that named no school after all, but what was studied there: "Electrical Engineering" above the college.</summary>
        public bool TakeAsArea()
        {
            if (Degree is not null || Area is not null || Dates is not null
                || Titles.LooksLikeInstitution(School!.Text) || !Field().IsMatch(School.Text))
                return false;
            (Area, School) = (School, null);
            return true;
        }

        public void SetDegree(Piece piece, FoundDegree degree, int at)
        {
            degreeLine = piece;
            Degree = piece.Sub(degree.Start, degree.Length).Trimmed();
            Area = degree.AreaLength > 0 ? piece.Sub(degree.AreaStart, degree.AreaLength).Trimmed() : null;
            DegreeLine = at;
            WantsArea = Area is null && Preposition().IsMatch(piece.Text);
        }

        public void Close(List<EducationEntry> entries, bool keepSchool = false)
        {
            var school = School;
            if (School is not null && Degree is not null && Area is null && School.Split(Piece.Comma()).ToList() is { Count: 2 } parts
                && Titles.LooksLikeInstitution(parts[0].Text) && !Titles.LooksLikeInstitution(parts[1].Text))
                (School, Area) = (parts[0], parts[1]);
            if (School is not null && Town().Match(School.Text) is { Success: true } town && Places.IsRegion(town.Groups[1].Value))
                School = School.Sub(0, town.Groups[1].Index).Trimmed();
            if (School is not null || Degree is not null)
                entries.Add(new EducationEntry(School?.Found(0.85), Studied(), Area?.Found(0.8), Dates));
            (School, Degree, Area, Dates, DegreeLine) = (keepSchool ? school : null, null, null, null, -9);
        }
    }

    /// <summary>A school's name is over; what follows without a mark can only be its place.</summary>
    [GeneratedRegex(@"\b(?:University|College|School|Institute)\s+(\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?)$", RegexOptions.None, 1_000)]
    private static partial Regex Town();

    [GeneratedRegex(@"\b(?:engineering|sciences?|arts|commerce|management|administration|technology|mathematics|physics|chemistry|biology|economics"
        + @"|law|nursing|education|studies|accounting|finance|marketing|psychology)$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Field();

    [GeneratedRegex(@"\s(?:in|of|en)$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Preposition();

    [GeneratedRegex(@",\s+|\s+[-–—\u00AD]\s+|\s+from\s+|:\s+", RegexOptions.None, 1_000)]
    private static partial Regex Divider();

    [GeneratedRegex(@"^(?:(?:overall |cumulative |major )?c?gpa|grade|thesis|advisor|dissertation|relevant|courses?|coursework|honou?rs?:|awards?"
        + @"|dean|minor|activities|percentage|with \d|\d{1,2}(?:\.\d+)? ?%|description|master thesis|thesis title|title:|supervisors?)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Labels();
}
