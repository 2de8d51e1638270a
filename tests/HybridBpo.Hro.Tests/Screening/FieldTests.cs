using System.Text.Json;
using HybridBpo.Hro.Screening;
using YamlDotNet.RepresentationModel;

namespace HybridBpo.Hro.Tests.Screening;

public class FieldTests
{
    private readonly Dictionary<string, FieldScore> scores = new[] { "name", "email", "phone", "employer", "title", "degree", "school", "dates",
        "skills" }
        .ToDictionary(f => f, f => new FieldScore(f));

    [Fact]
    public async Task Fields_of_the_layouts_with_known_truth_are_read()
    {
        Screen.NeedsPoppler();
        var layouts = Screen.Data("layouts");
        foreach (var truth in Directory.EnumerateFiles(Screen.Data("truth"), "*.truth.json").Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(truth).Replace(".truth.json", ".pdf", StringComparison.Ordinal);
            var result = await Screen.File(Path.Combine(layouts, file));
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(truth, TestContext.Current.CancellationToken));
            Compare(file, result.Resume, json.RootElement);
        }

        foreach (var file in new[] { "rendercv-Classic.pdf", "rendercv-Engineeringresumes.pdf" })
        {
            var result = await Screen.File(Path.Combine(layouts, file));
            Compare(file, result.Resume, Path.Combine(Screen.Data("truth"), "rendercv-John_Doe.yaml"));
        }

        var table = string.Join('\n', scores.Values.Select(s => s.ToString()).Concat(scores.Values.SelectMany(s => s.Misses)));
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.All(new[] { "name", "email", "phone" }, f => Assert.True(scores[f].F1 >= 0.95, table));
        Assert.All(new[] { "employer", "title", "degree", "school", "dates" }, f => Assert.True(scores[f].F1 >= 0.90, table));
        Assert.True(scores["skills"].F1 >= 0.85, table);
    }

    [Fact]
    public async Task Fields_of_the_annotated_resumes_are_read_above_the_floor()
    {
        foreach (var (id, text, labels) in Annotated.Load())
        {
            var resume = (await Screen.Ok(System.Text.Encoding.UTF8.GetBytes(text), id + ".txt")).Resume;
            scores["name"].Add(id, [resume.Basics.Name?.Value], labels["Name"].Take(1), partly: true);
            scores["title"].Add(id, resume.Work.Select(w => w.Position?.Value), labels["Designation"], partly: true);
            scores["employer"].Add(id, resume.Work.Select(w => w.Name?.Value), labels["Companies worked at"], partly: true);
            scores["degree"].Add(id, resume.Education.Select(e => $"{e.StudyType?.Value} {e.Area?.Value}"), labels["Degree"], partly: true);
            scores["school"].Add(id, resume.Education.Select(e => e.Institution?.Value), labels["College Name"], partly: true);
        }

        var measured = new[] { "name", "title", "employer", "degree", "school" }.Select(f => scores[f]).ToList();
        var table = string.Join('\n', measured.Select(s => s.ToString()));
        TestContext.Current.TestOutputHelper?.WriteLine(table);

        // Labels are uneven (many right titles and employers are unlabelled), so precision is a lower bound: the floor is on recall.
        Assert.True(scores["name"].F1 >= 0.95, table);
        Assert.True(scores["title"].Recall >= 0.70, table);
        Assert.True(scores["employer"].Recall >= 0.70, table);
        Assert.True(scores["degree"].Recall >= 0.78, table);
        Assert.True(scores["school"].Recall >= 0.85, table);
    }

    [Theory]
    [InlineData("soupboss-01-accountant")]
    public async Task The_same_resume_as_pdf_and_as_word_document_gives_the_same_fields(string name)
    {
        Screen.NeedsPoppler();
        var folder = Screen.Data("layouts");
        var pdf = (await Screen.Ok(await File.ReadAllBytesAsync(Path.Combine(folder, name + ".pdf"), TestContext.Current.CancellationToken), name
            + ".pdf")).Resume;
        var word = (await Screen.Ok(await File.ReadAllBytesAsync(Path.Combine(folder, name + ".docx"), TestContext.Current.CancellationToken), name
            + ".docx")).Resume;
        Assert.Equal(pdf.Work.Select(w => (w.Name?.Value, w.Position?.Value, w.Dates?.Value)),
            word.Work.Select(w => (w.Name?.Value, w.Position?.Value, w.Dates?.Value)));
        Assert.Equal(pdf.Skills.Select(s => s.Value), word.Skills.Select(s => s.Value));
        Assert.Equal(pdf.Basics.Email?.Value, word.Basics.Email?.Value);
    }

    private void Compare(string file, Resume resume, JsonElement truth)
    {
        var contact = truth.GetProperty("contact");
        scores["name"].Add(file, [resume.Basics.Name?.Value], [Text(contact, "full_name")]);
        scores["email"].Add(file, [resume.Basics.Email?.Value], [Text(contact, "email")]);
        scores["phone"].Add(file, [resume.Basics.Phone?.Value], [Text(contact, "phone")]);
        var jobs = truth.GetProperty("experience").EnumerateArray().ToList();
        scores["title"].Add(file, resume.Work.Select(w => w.Position?.Value), jobs.Select(j => Text(j, "title")));
        scores["employer"].Add(file, resume.Work.Select(w => w.Name?.Value), jobs.Select(j => Text(j, "company")));
        scores["dates"].Add(file, resume.Work.Select(w => Range(w.Dates?.Value)),
            jobs.Select(j => Range(Dates.Find(Text(j, "dates")!).Single().Range)));
        var schools = truth.GetProperty("education").EnumerateArray().ToList();
        scores["degree"].Add(file, resume.Education.Select(e => $"{e.StudyType?.Value} {e.Area?.Value}"), schools.Select(s => Text(s, "degree")));
        scores["school"].Add(file, resume.Education.Select(e => e.Institution?.Value), schools.Select(s => Text(s, "institution")));
        scores["skills"].Add(file, resume.Skills.Select(s => s.Value), truth.GetProperty("skills").EnumerateArray().Select(s => s.GetString()));
    }

    private void Compare(string file, Resume resume, string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(yaml)));
        var cv = (YamlMappingNode)((YamlMappingNode)stream.Documents[0].RootNode)["cv"];
        List<YamlMappingNode> Part(string name) => [.. ((YamlSequenceNode)cv["sections"][name]).Cast<YamlMappingNode>()];
        static string Value(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;
        scores["name"].Add(file, [resume.Basics.Name?.Value], [Value(cv, "name")]);
        scores["email"].Add(file, [resume.Basics.Email?.Value], [Value(cv, "email")]);
        var jobs = Part("experience");
        scores["title"].Add(file, resume.Work.Select(w => w.Position?.Value), jobs.Select(j => Value(j, "position")));
        scores["employer"].Add(file, resume.Work.Select(w => w.Name?.Value), jobs.Select(j => Value(j, "company")));
        scores["dates"].Add(file, resume.Work.Select(w => Range(w.Dates?.Value)),
            jobs.Select(j => $"{Value(j, "start_date")} / {Value(j, "end_date")}"));
        var schools = Part("education");
        scores["degree"].Add(file, resume.Education.Select(e => $"{e.StudyType?.Value} {e.Area?.Value}"),
            schools.Select(s => $"{Value(s, "degree")} {Value(s, "area")}"));
        scores["school"].Add(file, resume.Education.Select(e => e.Institution?.Value), schools.Select(s => Value(s, "institution")));
        scores["skills"].Add(file, resume.Skills.Select(s => s.Value), Part("skills").SelectMany(s => Value(s, "details").Split(", ")));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Range(DateRange? range) => $"{range?.Start} / {(range?.Ongoing == true ? "present" : range?.End?.ToString())}";
}
