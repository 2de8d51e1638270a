using System.Globalization;
using System.Text.Json;
using HybridBpo.Inbox.Api;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Seeding;

/// The samples there are, and the form that makes one.
internal sealed class SampleScreens(SampleBook book, Disguises disguises, CaseKinds kinds, Clients clients, SeedSettings settings, ReadSamples reads,
    TimeProvider time)
{
    public async Task<(SamplesView View, IReadOnlyList<(string, Guid)> People)> BuildAsync(Access access, CancellationToken ct)
    {
        var names = (await clients.ListAsync(access, ct)).ToDictionary(client => client.ClientId, client => client.Name);
        var (kept, sources) = (await book.ListAsync(access, ct), await book.SourcesAsync(access, ct));
        return (new SamplesView(
            [.. kept.Select(sample => new SampleView(sample.ClientId, names.GetValueOrDefault(sample.ClientId, sample.ClientId), sample.SampleId,
                sample.Purpose, kinds.LabelOf(sample.Kind), sample.Question, sample.Reference, Label(sample, sample.Proposed),
                Label(sample, sample.Truth), sample.Proposed == sample.Truth, sample.Answered, sample.EndedAt is not null))],
            [.. sources.Select(source => new SourceView($"{Paths.Samples}/new/{source.ClientId}/{source.CaseId}",
                names.GetValueOrDefault(source.ClientId, source.ClientId), kinds.LabelOf(source.Kind), source.Question, source.Reference,
                source.ClosedAt.ToString("d MMM yyyy", CultureInfo.InvariantCulture)))],
            string.Create(CultureInfo.InvariantCulture, $"{100 * settings.Share:0.#} of 100"),
            CountText.Of(kept.Count(sample => sample.EndedAt is null && sample.Purpose == Purposes.Seed), "seed"), settings.Share == 0,
            Ids.New(time).ToString(), book.NotSeedable),
            [.. sources.Select(source => (source.ClientId, source.SubjectId))]);
    }

    /// Typed: what was refused; null for a fresh form, which has the facts of the decided case to be rewritten, or as their module disguised them.
    public async Task<NewSampleView> FormAsync(Access access, Source source, Case state, NewSample? typed, string? error, CancellationToken ct)
    {
        var module = kinds.SampleOf(source.Kind);
        var read = typed?.Read;
        var made = module is null ? null : module.FromFile ? read?.Found
            : await disguises.PreviewAsync(access, module, source, state, ct);
        var preview = module is null ? null : new DisguisedView(typed?.Name ?? "", made is null ? null : kinds.Find(source.Kind)?.Evidence,
            made?.Evidence.Json ?? "", made?.Evidence.Version ?? 0, source.CaseId, source.ClientId);
        var reference = module is { FromFile: false } ? await disguises.FreeAsync(module, source, source.CaseId, ct) : "";
        return new NewSampleView(
            $"{Paths.Samples}/new/{source.ClientId}/{source.CaseId}", kinds.LabelOf(source.Kind), source.Question, source.Reference,
            typed?.Purpose ?? Purposes.Seed, typed?.Question ?? "", typed?.Reference ?? reference,
            module is not null ? []
                : [.. (typed?.Facts ?? ApiFacts.Read(state.EvidenceJson!)).Select(fact => new FactField(fact.Label, fact.Value, fact.Source ?? ""))],
            typed?.Because ?? "", typed?.Why ?? "", Choices(state, module, typed?.Proposed, module?.Proposes),
            Choices(state, module, typed?.Truth ?? state.Decision!.Choice, null), error, Ids.New(time).ToString(), preview,
            module is not { FromFile: true } ? null : new InventedView(
                read is null ? null : reads.Seal(access, source, read), read is null ? [] : Found(read.Found, typed?.Altered),
                read is null ? "" : CaseWords.Choice(read.Found.Form, read.Found.ComesTo ?? "", new Dictionary<string, string>())));
    }

    private static List<FoundView> Found(SampleCase read, IReadOnlyDictionary<string, AlteredAnswer>? altered) =>
        [.. read.Form.Questions.Select(question =>
        {
            var found = read.Proposal.Answers.GetValueOrDefault(question.Id, "");
            var given = altered?.GetValueOrDefault(question.Id);
            return new FoundView(question.Id, question.Label, CaseWords.Labels(question.Options, [found]), given?.Quote ?? "",
                [.. question.Options.Where(option => option.Code != found)
                    .Select(option => new OptionView(option.Code, option.Label, option.Code == given?.Answer))]);
        })];

    // Of a kind that its module knows whole, an answer is right or wrong by its choice alone.
    private static List<OptionView> Choices(Case state, ICaseSample? module, string? chosen, IReadOnlyList<string>? among) =>
        [.. state.Form!.Choices.Where(choice => module is not null || !choice.Fields.Any(field => field.Required))
            .Where(choice => among is null || among.Contains(choice.Code))
            .Select(choice => new OptionView(choice.Code, choice.Label, choice.Code == chosen))];

    private static string Label(Kept sample, string code) =>
        JsonSerializer.Deserialize<CaseForm>(sample.Form)?.Choices.FirstOrDefault(choice => choice.Code == code)?.Label ?? code;
}
