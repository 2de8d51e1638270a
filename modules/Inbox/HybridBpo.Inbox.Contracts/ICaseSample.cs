namespace HybridBpo.Inbox.Contracts;

/// <summary>
/// Makes cases with a known answer, for seeds and practice, out of decided cases of a kind. It works on the frozen snapshot alone. Registered as a
/// singleton by the module that opens such cases. The page of such a case leads to its object only once it is decided, real or not.
/// </summary>
public interface ICaseSample
{
    /// <summary>The kind of case.</summary>
    string Kind { get; }

    /// <summary>Codes of the choices that the machine ever proposes: another one would give a sample away.</summary>
    IReadOnlyList<string> Proposes { get; }

    /// <summary>An invented reference of the same style.</summary>
    string Invent(string reference, Guid of);

    /// <summary>Is there an object of this reference, so that nobody may invent it?</summary>
    Task<bool> IsTakenAsync(string client, string reference, CancellationToken ct);

    /// <summary>The case about nobody: name, references and amounts are invented, what people wrote or told is gone. Pure.</summary>
    SampleCase Make(SampleSource source);

    /// <summary>The same case as it would have been opened at that moment: its days move along. Pure.</summary>
    SampleCase On(SampleCase sample, DateTimeOffset at);

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
public sealed record SampleSource(Guid CaseId, string Evidence, Proposal Proposal, string Name, string Reference, string Proposed);

/// <summary>A case about nobody, whole.</summary>
/// <param name="Question">As in <see cref="OpenCase"/>, like all that follows.</param>
/// <param name="Title">First line of the queue's row.</param>
/// <param name="Evidence">The snapshot, of the module's own shape.</param>
/// <param name="Form">What the person is asked.</param>
/// <param name="Proposal">What the machine is said to propose, and why.</param>
public sealed record SampleCase(string Question, string? Title, Evidence Evidence, CaseForm Form, Proposal Proposal);
