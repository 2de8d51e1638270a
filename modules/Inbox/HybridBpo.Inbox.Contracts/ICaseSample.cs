namespace HybridBpo.Inbox.Contracts;

/// <summary>
/// Makes cases with a known answer, for seeds and practice, out of decided cases of a kind: of their frozen snapshot alone, or of a file that
/// somebody invented. Registered as a singleton by the module that opens such cases. The page of a case with a proposal leads to its object only once
/// it is decided, real or not.
/// </summary>
public interface ICaseSample
{
    /// <summary>The kind of case.</summary>
    string Kind { get; }

    /// <summary>Codes of the choices that the machine ever proposes, or its answers come to: another one would give a sample away.</summary>
    IReadOnlyList<string> Proposes { get; }

    /// <summary>Is it made of an invented file, read like a real one? Else of the snapshot, and people say what is proposed.</summary>
    bool FromFile => false;

    /// <summary>An invented reference of the same style.</summary>
    string Invent(string reference, Guid of);

    /// <summary>Is there an object of this reference, so that nobody may invent it?</summary>
    Task<bool> IsTakenAsync(string client, string reference, CancellationToken ct);

    /// <summary>The case about nobody: name, references and amounts are invented, what people wrote or told is gone. Keeps nothing.</summary>
    Task<Result<SampleCase>> MakeAsync(SampleSource source, CancellationToken ct);

    /// <summary>The same case with other answers of the machine to some questions: the known error. Pure.</summary>
    Result<SampleCase> Alter(SampleCase sample, IReadOnlyDictionary<string, AlteredAnswer> answers) => sample;

    /// <summary>The same case as it would have been opened at that moment: its days move along. Pure.</summary>
    SampleCase On(SampleCase sample, DateTimeOffset at);

    /// <summary>Could a real case like this be opened now, and would one that is open still be?</summary>
    Task<SampleStand> StandAsync(string client, SampleCase sample, CancellationToken ct) => Task.FromResult(new SampleStand(true));

    /// <summary>What <see cref="IOutcomeHandler.CheckAsync"/> would say of such an answer, by the same rules, from the snapshot alone.</summary>
    AnswerImpossible? Check(string evidenceJson, Answer answer, DateTimeOffset now);
}

/// <summary>A decided case, and what is invented for it.</summary>
/// <param name="CaseId">The decided case: the same one is always disguised the same way.</param>
/// <param name="Evidence">Its snapshot.</param>
/// <param name="Proposal">What the machine proposed for it.</param>
/// <param name="Name">The invented name.</param>
/// <param name="Reference">The invented reference.</param>
/// <param name="Proposed">Code of the choice that the machine is said to propose, one of <see cref="ICaseSample.Proposes"/>.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="File">The invented file, for a kind that is made of one.</param>
public sealed record SampleSource(
    Guid CaseId, string Evidence, Proposal Proposal, string Name, string Reference, string Proposed, string Client = "", SampleFile? File = null);

/// <summary>A file that somebody invented.</summary>
/// <param name="Name">As sent.</param>
/// <param name="Content">Hostile like every file.</param>
public sealed record SampleFile(string Name, byte[] Content);

/// <summary>What the machine is said to answer to a question.</summary>
/// <param name="Answer">Code of one of the question's options.</param>
/// <param name="Quote">Words of the evidence that prove it, or empty.</param>
public sealed record AlteredAnswer(string Answer, string Quote);

/// <summary>How things stand for cases like a sample.</summary>
/// <param name="Opens">A real one could be opened now.</param>
/// <param name="WithdrawnBecause">Why a real open one would have been withdrawn, as a code; null when it would not.</param>
public sealed record SampleStand(bool Opens, string? WithdrawnBecause = null);

/// <summary>A case about nobody, whole.</summary>
/// <param name="Question">As in <see cref="OpenCase"/>, like all that follows.</param>
/// <param name="Title">First line of the queue's row.</param>
/// <param name="Evidence">The snapshot, of the module's own shape.</param>
/// <param name="Form">What the person is asked.</param>
/// <param name="Proposal">What the machine is said to propose, and why.</param>
/// <param name="ComesTo">Code of the choice that the machine's answers come to, where it proposes none itself.</param>
public sealed record SampleCase(string Question, string? Title, Evidence Evidence, CaseForm Form, Proposal Proposal, string? ComesTo = null);
