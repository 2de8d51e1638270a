namespace HybridBpo.Hro.Demo;

/// <summary>The demo's resumes as files, PDF and DOCX mixed. The same files on every call.</summary>
internal static class DemoFiles
{
    public static IReadOnlyList<DemoFile> All() => [.. DemoResumes.All.Select(r => new DemoFile(r.File, Write(r)))];

    public static byte[] Write(DemoResume resume) => resume.File.EndsWith(".docx", StringComparison.Ordinal) ? Docx(resume) : Pdf(resume);

    private static byte[] Pdf(DemoResume resume)
    {
        var pdf = new PdfWriter().Info("Title", "Resume");
        double y = 64;
        pdf.Text(60, y, 20, resume.Name, bold: true);
        pdf.Text(60, y += 20, 10, $"{resume.City}  |  {resume.Phone}  |  {resume.Email}", grey: 0.25);
        void Heading(string text)
        {
            pdf.Text(60, y += 28, 12, text, bold: true);
            pdf.Rectangle(60, y + 4, 492, 0.7, 0.6);
            y += 4;
        }

        Heading("SUMMARY");
        Wrapped(resume.Summary, 96, line => pdf.Text(60, y += 14, 10, line));
        Heading("EXPERIENCE");
        foreach (var job in resume.Jobs)
        {
            pdf.Text(60, y += 18, 10.5, job.Title, bold: true).Text(430, y, 10, job.Dates);
            pdf.Text(60, y += 14, 10, $"{job.Employer}, {job.Place}");
            foreach (var point in job.Points)
            {
                var first = true;
                Wrapped(point, 92, line =>
                {
                    if (first)
                        pdf.Text(68, y + 13, 10, "•");
                    pdf.Text(78, y += 13, 10, line);
                    first = false;
                });
            }
        }

        Heading("EDUCATION");
        foreach (var school in resume.Schools)
        {
            pdf.Text(60, y += 16, 10, school.Degree, bold: true).Text(430, y, 10, school.Dates);
            pdf.Text(60, y += 13, 10, school.School);
        }

        Heading("SKILLS");
        Wrapped(resume.Skills, 96, line => pdf.Text(60, y += 14, 10, line));
        if (resume.Languages is not null)
        {
            Heading("LANGUAGES");
            pdf.Text(60, y += 14, 10, resume.Languages);
        }

        if (resume.Hidden is not null)
            Wrapped(resume.Hidden, 110, line => pdf.Text(60, y += 12, 8, line, grey: 1));
        return pdf.ToBytes();
    }

    private static byte[] Docx(DemoResume resume)
    {
        var docx = new DocxWriter().Property("title", "Resume").Paragraph(resume.Name, bold: true, halfPoints: 36)
            .Paragraph($"{resume.City} | {resume.Phone} | {resume.Email}").Paragraph("Summary", bold: true, halfPoints: 26).Paragraph(resume.Summary)
            .Paragraph("Experience", bold: true, halfPoints: 26);
        foreach (var job in resume.Jobs)
        {
            docx.Paragraph(new DocxRun(job.Title, Bold: true), new DocxRun("\t" + job.Dates)).Paragraph($"{job.Employer}, {job.Place}");
            foreach (var point in job.Points)
                docx.Paragraph("• " + point);
        }

        docx.Paragraph("Education", bold: true, halfPoints: 26);
        foreach (var school in resume.Schools)
            docx.Paragraph(new DocxRun(school.Degree, Bold: true), new DocxRun("\t" + school.Dates)).Paragraph(school.School);
        docx.Paragraph("Skills", bold: true, halfPoints: 26).Paragraph(resume.Skills);
        if (resume.Languages is not null)
            docx.Paragraph("Languages", bold: true, halfPoints: 26).Paragraph(resume.Languages);
        if (resume.Hidden is not null)
            docx.Paragraph(new DocxRun(resume.Hidden, Vanish: true));
        return docx.ToBytes();
    }

    private static void Wrapped(string text, int most, Action<string> write)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > most)
            {
                write(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        write(line);
    }
}
