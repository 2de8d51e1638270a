using System.Text;
using HybridBpo.Hro.Samples;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>Screenings with a known answer, of invented resumes, beside real ones.</summary>
public sealed class ScreeningSampleTests(HiringHost host) : IClassFixture<HiringHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ICaseSample Samples => ((IEnumerable<ICaseSample>)host.Services.GetService(typeof(IEnumerable<ICaseSample>))!).Single();

    [Fact]
    public async Task An_invented_resume_is_read_and_masked_like_a_real_one_and_nothing_of_hiring_is_written()
    {
        var (real, _, _) = await RealAsync("SA-1", "Ada Real", "ada.real@example.com", "+1 (555) 010-1101");
        var before = await RowsAsync();
        var made = await MadeAsync(real, Invented("Linden Grey"));

        Assert.Equal(before, await RowsAsync());
        var (was, now) = (HroJson.Read<ScreeningEvidence>(real.Evidence.Json), HroJson.Read<ScreeningEvidence>(made.Evidence.Json));
        Assert.Equal(was.Criteria, now.Criteria);
        Assert.Equal((was.Requisition, was.Title, was.Reference), (now.Requisition, now.Title, now.Reference));
        Assert.Equal("9Z-99", now.Candidate);
        Assert.NotEqual(was.AppliedAt, now.AppliedAt);
        Assert.Equal(HroJson.Write(real.Form), HroJson.Write(made.Form));
        Assert.Equal(real.Question.Replace(was.Candidate, "9Z-99"), made.Question);
        Assert.Equal(real.Proposal!.Model, made.Proposal.Model);
        var all = HroJson.Write(made);
        Assert.DoesNotContain("Linden", all);
        Assert.DoesNotContain("linden.grey@", all);
        Assert.Null(made.Proposal.Choice);
        Assert.Equal(real.Proposal.Answers.Keys, made.Proposal.Answers.Keys);
        Assert.Contains(made.ComesTo, Samples.Proposes);
        var at = new DateTimeOffset(2027, 1, 5, 9, 0, 0, TimeSpan.Zero);
        var moved = Samples.On(made, at);
        Assert.True(HroJson.Read<ScreeningEvidence>(moved.Evidence.Json).AppliedAt is var applied && applied < at && applied > at.AddMinutes(-1));
        Assert.Equal(made.Proposal.Json, moved.Proposal.Json);
    }

    [Fact]
    public async Task A_real_candidates_file_name_mail_or_phone_is_refused()
    {
        var (real, file, _) = await RealAsync("SA-2", "Bela Real", "bela.real@example.com", "+1 (555) 010-2202");
        foreach (var (what, theirs) in new[]
        {
            ("file", file), ("name", Invented("BELA REAL")), ("mail", Invented("Other Name", mail: "Bela.Real@example.com")),
            ("phone", Invented("Some Body", phone: "555 010 2202")),
        })
        {
            Assert.True((await MakeAsync(real, theirs)).Refusal is ResumeOfSomebody, what);
        }

        Assert.Null((await MakeAsync(real, Invented("Some Body"))).Refusal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_in_clear_words()
    {
        var (real, _, _) = await RealAsync("SA-3", "Cora Real", "cora.real@example.com", "+1 (555) 010-3303");
        Assert.IsType<NoFiles>((await Samples.MakeAsync(Source(real, null), Ct)).Refusal);
        Assert.Contains("is empty", (await MakeAsync(real, [])).Refusal?.Message);
        Assert.Contains("damaged", (await MakeAsync(real, "%PDF-1.7 1 0 obj"u8.ToArray(), "cut.pdf")).Refusal?.Message);
        Assert.IsType<FileTooLarge>((await MakeAsync(real, new byte[Hro.Screening.Limits.FileBytes + 1])).Refusal);
        Assert.IsType<SampleNotRead>((await MakeAsync(real, "Too little."u8.ToArray())).Refusal);
    }

    [Fact]
    public async Task It_stands_as_long_as_the_position_is_open_with_these_criteria()
    {
        var (real, _, page) = await RealAsync("SA-4", "Dora Real", "dora.real@example.com", "+1 (555) 010-4404");
        var made = await MadeAsync(real, Invented("Rowan Ash"));
        Assert.Equal(new SampleStand(true), await Samples.StandAsync("fernbrook", made, Ct));
        var rows = CriteriaForm.Rows(CriteriaForm.Write(CriteriaForm.Propose("Claims handler", Hiring.JobText)));
        await host.As("sana").PostAsync($"{page}/criteria",
            [.. rows.Skip(1).SelectMany(r => new[] { ("id", r.Id), ("label", r.Label), ("kind", r.Must ? "must" : "nice") }), ("do", "settle")]);
        Assert.Equal(new SampleStand(false), await Samples.StandAsync("fernbrook", made, Ct));
        await host.As("sana").PostAsync($"{page}/filled", ("reason", "hired"));
        Assert.Equal(new SampleStand(false, "position-filled"), await Samples.StandAsync("fernbrook", made, Ct));
        Assert.IsType<RequisitionIsFilled>((await MakeAsync(real, Invented("Some Body"))).Refusal);
        var elsewhere = Source(real, new("a.txt", Invented("Some Body"))) with { Client = "castlegate" };
        Assert.IsType<UnknownRequisition>((await Samples.MakeAsync(elsewhere, Ct)).Refusal);
    }

    private async Task<(OpenCase Case, byte[] File, string Page)> RealAsync(string reference, string name, string mail, string phone)
    {
        var page = await Hiring.OpenAsync(host.As("sana"), reference);
        var file = Invented(name, mail, phone);
        var line = await Hiring.AddAsync(host, "sana", page, file, "resume.txt");
        return ((await Hiring.CasesAsync(host, line.ApplicationId)).Single(), file, page);
    }

    private static byte[] Invented(string name, string? mail = null, string phone = "+1 (555) 010-9999") => Encoding.UTF8.GetBytes($"""
        {name}
        {mail ?? name.ToLowerInvariant().Replace(' ', '.') + "@example.org"} | {phone}

        EXPERIENCE
        Claims handler, Rowan Mutual
        03/2019 - 02/2024
        - Handled 40 claims a day from first call to payout
        - Fluent Spanish with customers every day
        - Weekly reports in Excel

        EDUCATION
        Bachelor of Arts in Economics, Riverside College
        2014 - 2018

        SKILLS
        Excel, Zendesk, Spanish
        """);

    private Task<Result<SampleCase>> MakeAsync(OpenCase real, byte[] content, string name = "invented.txt") =>
        Samples.MakeAsync(Source(real, new SampleFile(name, content)), Ct);

    private async Task<SampleCase> MadeAsync(OpenCase real, byte[] content)
    {
        var result = await MakeAsync(real, content);
        Assert.True(result.Is(out var made, out var refusal), refusal?.Message);
        return made!;
    }

    private static SampleSource Source(OpenCase real, SampleFile? file) =>
        new(real.CaseId, real.Evidence.Json, real.Proposal!, "", "9Z-99", "", "fernbrook", file);

    private async Task<string> RowsAsync() => (await host.Database.SingleOrDefaultAsync<string>(HiringHost.Everything, $"""
        select concat_ws(' ', (select count(*) from hro.applications), (select count(*) from hro.runs), (select count(*) from hro.reveals),
          (select count(*) from hro.requisitions), (select count(*) from events.mt_events), (select count(*) from platform.messages),
          (select count(*) from platform.files))
        """, Ct))!;
}
