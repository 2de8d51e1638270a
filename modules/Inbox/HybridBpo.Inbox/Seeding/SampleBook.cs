using System.Text.Json;
using System.Text.RegularExpressions;
using HybridBpo.Events;
using HybridBpo.Inbox.Api;
using HybridBpo.Inbox.Judging;

namespace HybridBpo.Inbox.Seeding;

/// What somebody typed to make a sample of a decided case.
internal sealed record NewSample(
    string Purpose, string Question, string Reference, IReadOnlyList<NewFact> Facts, string Because, string Proposed, string Truth, string Why,
    bool Attested, string Name = "", ReadSample? Read = null, IReadOnlyDictionary<string, AlteredAnswer>? Altered = null);

/// A decided case of which a sample can be made.
internal sealed record Source(
    string ClientId, Guid CaseId, string Kind, string Question, string Reference, Guid SubjectId, DateTimeOffset ClosedAt, string? Title);

/// A sample with what became of it.
internal sealed record Kept(
    string ClientId, Guid SampleId, string Purpose, string Kind, string Question, string Reference, string Form, string Proposed, string Truth,
    DateTimeOffset MadeAt, DateTimeOffset? EndedAt, long Answered);

/// Cases whose answer is known. Only of kinds that are decided from their facts alone: what programs opened, and what modules can tell about nobody.
internal sealed partial class SampleBook(
    Database database, EventStore store, CaseKinds kinds, Disguises disguises, VerdictGate gate, TimeProvider time)
{
    public const int Most = 500;

    public static readonly RawSql Columns = new("""
        p.client_id, p.sample_id, p.purpose, p.kind, p.question, p.reference, p.evidence::text as evidence, p.form::text as form, p.model, p.because,
        p.proposed, p.truth, p.why, p.copied_from, p.opened_at, p.due_at, p.urgency, p.made::text as made
        """);

    /// Labels of the kinds of which none can be made.
    public IReadOnlyList<string> NotSeedable =>
        [.. kinds.All.Where(view => !Seedable.Contains(view.Kind)).Select(view => view.Label).Distinct().Order(StringComparer.Ordinal)];

    public string[] Seedable => [.. kinds.All.Where(view => view is ApiCaseView || kinds.SampleOf(view.Kind) is not null).Select(view => view.Kind)];

    public Task<IReadOnlyList<Kept>> ListAsync(Access access, CancellationToken ct) => database.QueryAsync<Kept>(access, $"""
        select p.client_id, p.sample_id, p.purpose, p.kind, p.question, p.reference, p.form::text as form, p.proposed, p.truth, p.made_at,
          p.ended_at, (select count(*) from inbox.seeds s
            where s.client_id = p.client_id and s.sample_id = p.sample_id and s.answered_at is not null) as answered
        from inbox.samples p where p.client_id = any ({access.Clients.ToArray()})
        order by p.ended_at is not null, p.made_at desc limit {Most}
        """, ct);

    public Task<IReadOnlyList<Source>> SourcesAsync(Access access, CancellationToken ct) => database.QueryAsync<Source>(access, $"""
        select c.client_id, c.case_id, c.kind, c.question, c.reference, c.subject_id, c.closed_at, c.title
        from inbox.cases c
        where c.client_id = any ({access.Clients.ToArray()}) and c.kind = any ({Seedable}) and c.stage = {Stages.Delivered}
          and (c.kind like {ApiKinds.Prefix + "%"}
            or exists (select from inbox.proposals p where p.client_id = c.client_id and p.case_id = c.case_id))
        order by c.closed_at desc limit 30
        """, ct);

    /// The decided case, where the asker may see what was decided; else null.
    public async Task<(Source Row, Case State)?> SourceAsync(Access access, string client, Guid caseId, CancellationToken ct)
    {
        if (!access.Sees(client) || !(await gate.MayReadAsync(access, client, [caseId], ct)).Contains(caseId))
        {
            return null;
        }

        var row = await database.SingleOrDefaultAsync<Source>(access, $"""
            select c.client_id, c.case_id, c.kind, c.question, c.reference, c.subject_id, c.closed_at, c.title
            from inbox.cases c
            where c.client_id = {client} and c.case_id = {caseId} and c.kind = any ({Seedable}) and c.stage = {Stages.Delivered}
            """, ct);
        var state = row is null ? null : await store.AggregateStreamAsync<Case>(client, caseId, ct: ct);
        // Only a module knows what its questions come to.
        return state is { Form: { } form, EvidenceJson: not null, Decision: not null }
            && (kinds.SampleOf(state.Kind) is null ? form.Questions.Count == 0 : state.ProposalHash is not null) ? (row!, state) : null;
    }

    /// What an invented file says under the rules; nothing of it is kept.
    public async Task<Result<ReadSample>> ReadAsync(Access access, string client, Guid caseId, SampleFile file, CancellationToken ct) =>
        await SourceAsync(access, client, caseId, ct) is var (row, state) && kinds.SampleOf(row.Kind) is { FromFile: true } module
            ? await disguises.ReadAsync(access, module, row, state, file, ct)
            : new CaseNotFound();

    public async Task<Result<Guid>> MakeAsync(Access access, string client, Guid caseId, Guid command, NewSample ask, CancellationToken ct)
    {
        if (await SourceAsync(access, client, caseId, ct) is not var (row, state))
        {
            return new CaseNotFound();
        }

        SampleCase? made = null;
        if (kinds.SampleOf(row.Kind) is { } module)
        {
            if (!(await disguises.MakeAsync(access, module, row, state, ask, ct)).Is(out made, out var unfit))
            {
                return unfit;
            }

            ask = ask with
            {
                Question = made.Question,
                Facts = [],
                Because = "",
                Proposed = made.ComesTo ?? ask.Proposed,
                Why = ask.Read is { } read ? ask.Why.Trim() + Disguises.Altered(read.Found, made) : ask.Why,
            };
        }
        else if (Refuses(ask, row, state) is { } refusal)
        {
            return refusal;
        }

        var id = Ids.For(client, "sample", $"{access.Actor.Id}:{command}");
        await database.ExecuteAsync(access, $"""
            insert into inbox.samples (client_id, sample_id, purpose, kind, question, reference, evidence, form, model, because, proposed, truth, why,
              copied_from, opened_at, due_at, urgency, made, made_by, made_at)
            values ({client}, {id}, {ask.Purpose}, {row.Kind}, {ask.Question.Trim()}, {ask.Reference.Trim()}, {ApiFacts.Write(ask.Facts)}::jsonb,
              {JsonSerializer.Serialize(made?.Form ?? state.Form)}::jsonb, {state.ProposalModel ?? "rules 1"}, {ask.Because.Trim()},
              {ask.Proposed}, {ask.Truth}, {ask.Why.Trim()}, {caseId}, {state.OpenedAt},
              {(state.DueBy is null ? state.DueAt : (DateTimeOffset?)null)}::timestamptz, {state.Urgency},
              {(made is null ? null : JsonSerializer.Serialize(made))}::jsonb, {access.Actor.Id}, {time.GetUtcNow()})
            on conflict do nothing
            """, ct);
        return id;
    }

    /// It is dealt to nobody any more. Who has it already answers it.
    public async Task<bool> EndAsync(Access access, string client, Guid sample, CancellationToken ct) => access.Sees(client)
        && await database.ExecuteAsync(access, $"""
            update inbox.samples set ended_by = {access.Actor.Id}, ended_at = {time.GetUtcNow()}
            where client_id = {client} and sample_id = {sample} and ended_at is null
            """, ct) == 1;

    internal static Refusal? Refuses(NewSample ask, Source source, Case state)
    {
        var form = state.Form!;
        string[] typed = [ask.Question, ask.Reference, ask.Because, ask.Why,
            .. ask.Facts.SelectMany(fact => new[] { fact.Label, fact.Value, fact.Source ?? "" })];
        return !Purposes.Has(ask.Purpose) ? new SampleNotFit("Say what it is for.")
            : ask.Question.Trim().Length is 0 or > 200 ? new SampleNotFit("Write a question of up to 200 characters.")
            : ask.Reference.Trim().Length is 0 or > 100 ? new SampleNotFit("Invent a reference of up to 100 characters.")
            : ask.Facts.Count is 0 or > 50 ? new SampleNotFit("Give 1 to 50 facts.")
            : ask.Facts.Any(fact => fact.Label.Length is 0 or > 80 || fact.Value.Length is 0 or > 2_000 || fact.Source?.Length > 200)
                ? new SampleNotFit("A fact has a label of up to 80 characters, a value of up to 2,000, and a source of up to 200.")
            : ask.Because.Length > 500 || ask.Why.Trim().Length is 0 or > 500
                ? new SampleNotFit("Say in up to 500 characters why the answer is right: who answered reads it.")
            : form.Choices.All(choice => choice.Code != ask.Truth) ? new SampleNotFit("Choose the right answer.")
            : form.Choices.All(choice => choice.Code != ask.Proposed) ? new SampleNotFit("Choose what the machine is said to propose.")
            : form.Choices.Any(choice => (choice.Code == ask.Proposed || choice.Code == ask.Truth) && choice.Fields.Any(field => field.Required))
                ? new SampleNotFit("An answer that asks for values cannot be right or wrong by itself. Choose others.")
            : Told(source, state, typed) is { } word ? new SampleTells(word)
            : !ask.Attested ? new SampleNotFit("Confirm that nothing in it tells whom the decided case was about.")
            : null;
    }

    /// A word of the sample that tells of whom the source is: its reference, or a number or code out of its reference and question.
    internal static string? Told(Source source, Case state, IReadOnlyCollection<string> typed)
    {
        var telling = Word().Matches($"{source.Reference} {source.Question} {state.Question}").Select(match => match.Value)
            .Where(word => word.Length > 2 && word.Any(char.IsDigit)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return typed.SelectMany(text => Word().Matches(text).Select(match => match.Value)).FirstOrDefault(telling.Contains)
            ?? (typed.Any(text => text.Contains(source.Reference, StringComparison.OrdinalIgnoreCase)) ? source.Reference : null);
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}

internal sealed record SampleNotFit(string Why) : Invalid(Why);

internal sealed record SampleTells(string Word)
    : Invalid($"“{Word}” stands in the decided case and could tell whom it was about: invent another.");
