using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class MaskingTests
{
    [Fact]
    public async Task Identity_is_covered_and_work_stays()
    {
        var result = await Screen.Text("""
            Maria Sample
            maria.sample@example.com | +1 (312) 555-0199 | linkedin.com/in/mariasample | 12 Oak Street, Springfield, IL 62701
            Date of birth: 4 May 1990
            Marital status: married

            SUMMARY

            Maria is an engineer. She led her team at Globex Inc from 2018 to 2021. Ms. Sample speaks Spanish.

            EXPERIENCE

            Engineer
            Globex Inc, Springfield, IL
            Jan 2018 - Mar 2021
            - Built payment services in Python for the shipping industry
            """);
        var masked = result.Masked.Text;
        foreach (var gone in new[] { "Maria", "maria", "Sample", "555-0199", "linkedin", "Oak Street", "62701", "1990", "married", "She ", " her ",
            "Ms." })
            Assert.DoesNotContain(gone, masked, StringComparison.Ordinal);
        foreach (var kept in new[] { "Globex Inc", "Python", "Engineer", "Jan 2018 - Mar 2021", "the shipping industry", "speaks Spanish",
            "from 2018 to 2021" })
            Assert.Contains(kept, masked, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "name", "email", "phone", "link", "address", "birth", "family", "gender" },
            result.Masked.What.Select(m => m.Kind).ToHashSet());
        Assert.Equal(result.VisibleText.Count(c => c == '\n'), masked.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_picture_is_named_as_covered()
    {
        var page = "<html><body><h1>Maria Sample</h1><img src='me.jpg' alt='Portrait'><p>Experience</p><p>Engineer, Globex Inc, Jan 2018 - Mar "
            + "2021</p></body></html>";
        var result = await Screen.Ok(System.Text.Encoding.UTF8.GetBytes(page), "cv.html");
        Assert.Contains(result.Masked.What, m => m.Kind == "photo");
    }

    [Fact]
    public async Task Nobody_is_known_from_the_masked_text_of_any_layout()
    {
        Screen.NeedsPoppler();
        var files = Screen.Layouts();
        Assert.Equal(22, files.Count);
        foreach (var file in files)
        {
            var result = await Screen.File(file);
            var known = KnownIdentity.Of(Path.GetFileName(file));
            Assert.NotEmpty(known);
            Assert.True(KnownIdentity.LeftIn(result.VisibleText, known).Count > 1, $"{result.File}: the identity is not in the file");
            var left = KnownIdentity.LeftIn(result.Masked.Text, known);
            Assert.True(left.Count == 0, $"{result.File}: {string.Join(", ", left)}");
        }
    }

    [Fact]
    public async Task Work_that_people_judge_is_not_covered_in_any_layout()
    {
        Screen.NeedsPoppler();
        foreach (var file in Screen.Layouts())
        {
            var result = await Screen.File(file);
            foreach (var job in result.Resume.Work)
            {
                foreach (var told in new[] { job.Position?.Value, job.Dates?.Quote.Text }.OfType<string>())
                    Assert.True(result.Masked.Cover(told) == told, $"{result.File}: {told} is {result.Masked.Cover(told)}");
            }

            foreach (var skill in result.Resume.Skills)
                Assert.True(result.Masked.Cover(skill.Value) == skill.Value, $"{result.File}: {skill.Value} is {result.Masked.Cover(skill.Value)}");
            var letters = result.VisibleText.Count(char.IsLetterOrDigit);
            var covered = result.Masked.What.Sum(m => m.Text.Count(char.IsLetterOrDigit) * m.Count);
            Assert.True(covered < letters / 3, $"{result.File}: {covered} of {letters} letters are covered");
        }
    }

    [Fact]
    public async Task No_name_or_address_of_an_annotated_resume_is_left()
    {
        var names = 0;
        foreach (var (id, text, labels) in Annotated.Load())
        {
            var result = await Screen.Ok(System.Text.Encoding.UTF8.GetBytes(text), id + ".txt");
            var known = labels["Name"].SelectMany(n => n.Split(' ', '.')).Where(p => p.Length > 2).Concat(labels["Email Address"].SelectMany(e =>
                e.Split(' ').Where(w => w.Contains('/') || w.Contains('@')))).ToList();
            names += known.Count;
            var left = KnownIdentity.LeftIn(result.Masked.Text, known);
            Assert.True(left.Count == 0, $"{id}: {string.Join(", ", left)}");
        }

        Assert.True(names > 250, $"{names} words of names and addresses");
    }
}
