using HybridBpo.Inbox.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Seeding;

/// Supervisors and compliance officers make cases whose answer is known, and end them.
internal static class SampleRoutes
{
    // As large as any resume may be, and each module has its own limit; what was read from one is carried in the same form.
    private const long MostFile = 20L * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Samples, async (HttpContext context, SampleScreens screens) =>
        {
            var (view, people) = await screens.BuildAsync(context.GetAccess(), context.RequestAborted);
            context.ShowsMany("queue", people);
            return Pages.Render<SamplesPage>(context, new { View = view });
        }).Requires(Act.MakeSeeds).ShowsPeople();
        staff.MapGet($"{Paths.Samples}/new/{{client}}/{{id:guid}}", (HttpContext context, SampleBook book, SampleScreens screens, string client,
            Guid id) => FormAsync(context, book, screens, client, id, null, null)).Requires(Act.MakeSeeds).ShowsPeople();
        staff.MapPost($"{Paths.Samples}/new/{{client}}/{{id:guid}}", MakeAsync).Requires(Act.MakeSeeds).AllowUpload(MostFile).ShowsPeople();
        staff.MapPost($"{Paths.Samples}/{{client}}/{{id:guid}}/end", async (HttpContext context, SampleBook book, string client, Guid id) =>
        {
            if (!await book.EndAsync(context.GetAccess(), client, id, context.RequestAborted))
            {
                return new NotFound("There is no such sample, or it has ended.").ToHttp(context);
            }

            Flash.Say(context, "It comes to nobody any more. Whoever has it answers it.");
            return CaseActs.SeeOther(context, Paths.Samples);
        }).Requires(Act.MakeSeeds).ShowsNobody();
    }

    private static async Task<IResult> FormAsync(
        HttpContext context, SampleBook book, SampleScreens screens, string client, Guid id, NewSample? typed, Refusal? refusal)
    {
        if (await book.SourceAsync(context.GetAccess(), client, id, context.RequestAborted) is not var (source, state))
        {
            return new CaseNotFound().ToHttp(context);
        }

        context.ShowsOne(client, "case", id, source.SubjectId);
        var view = await screens.FormAsync(context.GetAccess(), source, state, typed, refusal?.Message, context.RequestAborted);
        return Pages.Render<NewSamplePage>(context, new { View = view },
            refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> MakeAsync(
        HttpContext context, SampleBook book, SampleScreens screens, ReadSamples reads, string client, Guid id)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        if (await book.SourceAsync(access, client, id, ct) is not var (source, _))
        {
            return new CaseNotFound().ToHttp(context);
        }

        var facts = form["label"].Zip(form["value"], form["source"])
            .Select(fact => new NewFact((fact.First ?? "").Trim(), (fact.Second ?? "").Trim(),
                fact.Third?.Trim() is { Length: > 0 } source ? source : null))
            .Where(fact => fact.Label.Length > 0 || fact.Value.Length > 0).ToList();
        var ask = new NewSample(form["purpose"].ToString(), form["question"].ToString(), form["reference"].ToString(), facts,
            form["because"].ToString(), form["proposed"].ToString(), form["truth"].ToString(), form["why"].ToString(),
            form["attested"] == "yes", form["name"].ToString(), reads.Open(access, source, form["read"].ToString()), Altered(form));
        if (ask.Read is { } known)
        {
            ask = ask with { Reference = known.Reference };
        }

        if (form["step"] == "read")
        {
            return await ReadAsync(context, book, screens, client, id, ask, form.Files["file"]);
        }

        if (!Guid.TryParse(form["command"], out var command))
        {
            return await FormAsync(context, book, screens, client, id, ask, new InputNotReadable("The form"));
        }

        var made = await book.MakeAsync(access, client, id, command, ask, ct);
        if (made.Refusal is { } refusal)
        {
            return await FormAsync(context, book, screens, client, id, ask, refusal);
        }

        Flash.Say(context, "Made. Nobody is told which case it is until they have answered it.");
        return CaseActs.SeeOther(context, Paths.Samples);
    }

    /// The first step where a file is invented: it is read, and what was found in it comes back to be altered.
    private static async Task<IResult> ReadAsync(
        HttpContext context, SampleBook book, SampleScreens screens, string client, Guid id, NewSample ask, IFormFile? sent)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (sent is null or { Length: 0 })
        {
            return await FormAsync(context, book, screens, client, id, ask, new SampleNotFit("Choose the file of the invented resume."));
        }

        using var bytes = new MemoryStream();
        await sent.CopyToAsync(bytes, ct);
        var read = await book.ReadAsync(access, client, id, new SampleFile(sent.FileName, bytes.ToArray()), ct);
        return read.Is(out var found, out var refusal)
            ? await FormAsync(context, book, screens, client, id, ask with { Read = found, Reference = found.Reference, Altered = null }, null)
            : refusal is CaseNotFound ? refusal.ToHttp(context)
            : await FormAsync(context, book, screens, client, id, ask, refusal);
    }

    private static Dictionary<string, AlteredAnswer> Altered(IFormCollection form) => form.Keys
        .Where(key => key.StartsWith(AnswerField, StringComparison.Ordinal) && form[key].ToString().Length > 0)
        .ToDictionary(key => key[AnswerField.Length..],
            key => new AlteredAnswer(form[key].ToString(), form[QuoteField + key[AnswerField.Length..]].ToString()));

    internal const string AnswerField = "answer.", QuoteField = "quote.";
}
