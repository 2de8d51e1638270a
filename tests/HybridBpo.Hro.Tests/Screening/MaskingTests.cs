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
    public async Task Nothing_that_was_read_as_identity_is_left_in_the_masked_text_of_any_layout()
    {
        Screen.NeedsPoppler();
        foreach (var file in Screen.Layouts())
        {
            var result = await Screen.File(file);
            var flat = Normaliser.Flat(result.Masked.Text);
            foreach (var identity in new[] { result.Resume.Basics.Name, result.Resume.Basics.Email, result.Resume.Basics.Phone })
                Assert.True(identity is null || !flat.Contains(identity.Value, StringComparison.OrdinalIgnoreCase), $"{result.File}: "
                    + $"{identity?.Value}");
        }
    }
}
