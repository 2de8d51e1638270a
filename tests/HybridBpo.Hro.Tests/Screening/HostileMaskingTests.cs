using System.Globalization;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Identities in the forms that are easily missed: whatever is not understood is covered.</summary>
public class HostileMaskingTests
{
    private const string Work = """

        Experience
        Senior Developer, Acme Corp, Jan 2018 - Present
        - Built billing systems for three regional offices and mentored two juniors
        Developer, Globex Inc, Mar 2014 - Dec 2017
        - Maintained the order service and wrote the tests for it

        Education
        B.Sc. in Computer Science, Howard University, 2010 - 2014

        Skills
        SQL, Java, Docker
        """;

    [Theory]
    [InlineData("王小明\nwang@example.com | 13800138000 | 北京", "王小明|北京|13800138000")]
    [InlineData("李 雷\nhan88@example.com", "李|雷")]
    [InlineData("홍길동\nkd.hong@example.com", "홍길동")]
    [InlineData("Владимир Петров\nvp@example.com | Москва", "Владимир|Петров|Москва")]
    [InlineData("محمد علي\nm1@example.com", "محمد|علي")]
    [InlineData("CURRICULUM VITAE\n\nPersonal Details\nName: Fatima Al-Zahra\nEmail: f9@example.com", "Fatima|Zahra")]
    [InlineData("Full Name : Priya R. Nair\nEmail : pq@example.com", "Priya|Nair")]
    [InlineData("Name\tOluwaseun Adebayo\nMobile\t08012345678", "Oluwaseun|Adebayo|08012345678")]
    [InlineData("Name\nOluwaseun Adebayo\nEmail: ola@example.com", "Oluwaseun|Adebayo")]
    [InlineData("Prof. Dr. María-José Carreño Quiñones, PhD\nxx7@example.com 555-0143\nDr. Quiñones leads; Maria-Jose Carreno taught",
        "María|José|Carreño|Quiñones|Maria|Carreno|555-0143")]
    [InlineData("Doe, Jane\njdoe@example.com\nSee janedoe.dev, JaneDoe42 and the Jane Doe Award", "Doe|Jane|JaneDoe42|janedoe.dev|jdoe")]
    [InlineData("Li Wu\nli.wu@example.com\nWu has ten years in billing. Mr. Wu leads. Li likes trains.", "Li|Wu")]
    [InlineData("jane q. doe\njane.doe@example.com", "jane|doe")]
    [InlineData("Senior Software Engineer\nMohammed bin Salem\nmo@example.com", "Mohammed|Salem")]
    [InlineData("Digital Transformation Enthusiast\nZhivko Dimitrov\nbest.guy@example.com", "Zhivko|Dimitrov")]
    [InlineData("Jane Smith jane.smith@example.com (312) 555-0123", "Jane|Smith|555-0123")]
    [InlineData("Beyoncé\nx1@example.com\nParis", "Beyoncé|Paris")]
    [InlineData("My name is Aarav Deshmukh and I have built billing systems for ten years.\na.d@example.com", "Aarav|Deshmukh")]
    [InlineData("Ruby Martinez\nruby.martinez@example.com\nRuby has led teams. Ms. Martinez writes.", "Ruby|Martinez")]
    public async Task Whatever_the_form_of_the_name_it_is_not_shown(string head, string identity)
    {
        var result = await Screen.Text(head + Work);

        Assert.Empty(KnownIdentity.LeftIn(result.Masked.Text, identity.Split('|')));
        Assert.Contains("Senior Developer, Acme Corp, Jan 2018 - Present", result.Masked.Text, StringComparison.Ordinal);
        Assert.Contains("SQL, Java, Docker", result.Masked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nationality\tNigerian", "Nigerian")]
    [InlineData("Nationality Nigerian", "Nigerian")]
    [InlineData("Religion\tMuslim", "Muslim")]
    [InlineData("Date of Birth\t12/03/1988", "12/03/1988")]
    [InlineData("Date of Birth\n12 March 1988", "March|1988")]
    [InlineData("D.O.B. : 12-03-1988 | Marital Status : Single", "12-03-1988|Single")]
    [InlineData("Sex\tF", "F")]
    [InlineData("Age: 34", "34")]
    [InlineData("34 years old, married, two children", "34|married")]
    [InlineData("Born 4 May 1990 in Lagos", "1990|Lagos")]
    [InlineData("Geburtsdatum: 04.05.1990, Familienstand: ledig", "1990|ledig")]
    [InlineData("Nacionalidad: española", "española")]
    [InlineData("Father's Name: Ramesh Kumar", "Ramesh|Kumar")]
    [InlineData("Delta Sigma Theta sorority, Society of Women Engineers", "Delta|Women")]
    [InlineData("Back from maternity leave in 2016", "maternity")]
    [InlineData("Manager returning after two years of family care", "family care")]
    [InlineData("Harvard graduate with ten years. Alumna of Spelman College.", "Harvard|Spelman|Alumna")]
    [InlineData("Studied at Morehouse College, class of 2009", "Morehouse|2009")]
    public async Task What_must_not_matter_is_covered_as_label_and_value_and_in_words(string line, string covered)
    {
        var result = await Screen.Text($"Jane Smith\njane@example.com\n{line}" + Work);

        Assert.Empty(KnownIdentity.LeftIn(result.Masked.Text, covered.Split('|')));
        Assert.Contains("Senior Developer, Acme Corp, Jan 2018 - Present", result.Masked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(909) 555-­‐5555")]
    [InlineData("555‑0143")]
    [InlineData("Tel. 555 0143")]
    [InlineData("+44 (0)20 7946 0958")]
    [InlineData("+49 171/1234567")]
    [InlineData("0049 30 123456-78")]
    [InlineData("(+91)-98765-43210")]
    [InlineData("1.800.555.0199 ext. 12")]
    [InlineData("+65 6123 4567")]
    [InlineData("13800138000")]
    [InlineData("jane [at] example [dot] com")]
    [InlineData("jane(at)example.com")]
    public async Task A_contact_is_covered_in_every_usual_spelling(string contact)
    {
        var result = await Screen.Text($"Jane Smith\njane@example.com | {contact}" + Work);

        var line = result.Masked.Text.Split('\n')[1];
        Assert.DoesNotContain(line.Replace("[email]", "", StringComparison.Ordinal), char.IsDigit);
        Assert.DoesNotContain("example", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- MS in Biology and Ms Excel; HIS interfaces; born leader; 12 hours a day")]
    [InlineData("- Cut p99 from 2018 to 2021 by 40 %; 1 000 000 requests; 2014 2015 2016")]
    [InlineData("- Retired legacy systems; mother board repairs; raised revenue; Six Sigma Black Belt")]
    [InlineData("- English native, Spanish fluent; Location: Austin; community events")]
    [InlineData("- May 2018 release; will work with goodwill; Will & Grace campaign for Ruby on Rails")]
    public async Task Words_that_only_look_like_it_stay(string line)
    {
        var result = await Screen.Text($"May Hopewell\nmay.hopewell@example.com\n\nExperience\nDeveloper, Globex Inc, Mar 2014 - Dec 2017\n{line}\n");

        Assert.Contains(line, result.Masked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_verdict_rests_on_what_is_covered()
    {
        var rubric = Rubrics.FromJson("""
            {"title":"Developer","criteria":[{"label":"Fluent Spanish","need":"must","kind":"language","terms":["Spanish"]},
            {"label":"Python","need":"nice","kind":"skill","terms":["Python"]},{"label":"Ruby","need":"must","kind":"skill","terms":["Ruby"]},
            {"label":"SQL","need":"must","kind":"skill","terms":["SQL"]}],"jobText":"A developer"}
            """, "job").Value;
        var result = await Screen.Text(
            "Ruby Smith\nruby@example.com\nNationality: Spanish\nFather's name: Python\n" + Work, rubric);

        Assert.Equal(["unclear ", "unclear ", "unclear ", "meets SQL, Java, Docker"], result.Criteria.Select(c => $"{c.Verdict} {c.Quote?.Text}"));
    }

    [Fact]
    public async Task Another_name_gives_the_same_verdicts_and_the_same_masked_resume()
    {
        const string Resume = "{0} {1}\n{2}@example.com\n{0} has led teams of ten.\n" + Work;
        var one = await Screen.Text(string.Format(CultureInfo.InvariantCulture, Resume, "Greg", "Baker", "greg.baker"));
        var other = await Screen.Text(string.Format(CultureInfo.InvariantCulture, Resume, "Lakisha", "Robinson", "lakisha.robinson"));

        Assert.Equal(one.Masked.Text, other.Masked.Text);
        Assert.Equal(one.Criteria, other.Criteria);
    }
}
