namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>
/// What is known about person, debt and address. Null means "not known", which is not the same as "no": a rule that needs the fact blocks and says
/// which.
/// </summary>
internal sealed record ContactFacts
{
    public Regime Regime { get; init; } = new();

    /// <summary>Has a supervisor turned the client's sending on?</summary>
    public bool? SendingOn { get; init; }

    /// <summary><c>open</c>, <c>paid</c>, <c>settled</c>, <c>recalled</c>, <c>closed</c>, <c>written-off</c>.</summary>
    public string? AccountState { get; init; }

    /// <summary>Every time zone in which the person may be: by address, by phone area, as stated.</summary>
    public IReadOnlyList<PlausibleZone> Zones { get; init; } = [];

    public IReadOnlyList<InconvenientTime> Inconvenient { get; init; } = [];

    /// <summary>Why this address or number may be used.</summary>
    public AddressBasis? Basis { get; init; }

    /// <summary>Did mail to this address come back for good?</summary>
    public bool AddressBounced { get; init; }

    /// <summary>Is it an address or number that nobody told us of this person?</summary>
    public bool AddressUnknown { get; init; }

    /// <summary>Where calls come in files of a dialer: how well they are known. Null = they are recorded as they are made.</summary>
    public CallData? CallData { get; init; }

    /// <summary>Is the address given by an employer?</summary>
    public bool? EmployerAddress { get; init; }

    /// <summary>Is the employer known to prohibit such contact?</summary>
    public bool EmployerProhibits { get; init; }

    public IReadOnlyList<OptOut> OptOuts { get; init; } = [];

    /// <summary>When a written refusal to pay or request to cease came.</summary>
    public DateTimeOffset? CeasedAt { get; init; }

    public IReadOnlyList<Attorney> Attorneys { get; init; } = [];

    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    public Validation? Validation { get; init; }

    public DateTimeOffset? DeceasedAt { get; init; }

    public DateTimeOffset? BankruptAt { get; init; }

    public IReadOnlyList<BreathingSpace> BreathingSpaces { get; init; } = [];

    /// <summary>Contact holds that a person or a protective event placed.</summary>
    public IReadOnlyList<ContactHold> Holds { get; init; } = [];

    /// <summary>Files of the client that are late or odd, and that nobody let go.</summary>
    public IReadOnlyList<AwaitedFile> FilesAwaited { get; init; } = [];

    /// <summary>A promise or plan runs and is kept until this day.</summary>
    public DateOnly? PromiseUntil { get; init; }

    /// <summary>Rules that this client switched off; heeded only for rules of the house, never for law.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>The protections that were known at an earlier moment.</summary>
    public ContactFacts KnownAt(DateTimeOffset at) => this with
    {
        OptOuts = [.. OptOuts.Where(o => o.At <= at)],
        CeasedAt = CeasedAt <= at ? CeasedAt : null,
        Attorneys = [.. Attorneys.Where(a => a.Since <= at)],
        Disputes = [.. Disputes.Where(d => d.OpenedAt <= at)],
        DeceasedAt = DeceasedAt <= at ? DeceasedAt : null,
        BankruptAt = BankruptAt <= at ? BankruptAt : null,
        Holds = [.. Holds.Where(h => h.Since <= at)],
        CallData = null,
    };
}

/// <param name="Day">The day on which it was due.</param>
/// <param name="State"><c>late</c> or <c>odd</c>.</param>
internal sealed record AwaitedFile(string Kind, DateOnly Day, string State);

/// <summary>Under which law the contact stands.</summary>
/// <param name="Role"><c>third-party</c> or <c>first-party</c> (in the creditor's own name).</param>
/// <param name="Debt"><c>consumer</c> or <c>business</c>.</param>
/// <param name="Jurisdiction">
/// Country, state, city: <c>US</c>, <c>US-NY</c>, <c>US-NY-NYC</c>, <c>GB</c>; several with a space between when the person may be in each.
/// </param>
internal sealed record Regime(string? Role = null, string? Debt = null, string? Jurisdiction = null);

/// <param name="Zone">IANA id, such as <c>America/Chicago</c>.</param>
/// <param name="Source">How it is known: <c>address</c>, <c>phone</c>, <c>stated</c>, <c>attested</c>.</param>
internal sealed record PlausibleZone(string Zone, string Source = "stated")
{
    /// <summary>Something is known, and in which zone it lies is not.</summary>
    public const string Unknown = "unknown";
}

/// <param name="From">Local time <c>HH:mm</c>.</param>
/// <param name="To">Local time <c>HH:mm</c>; earlier than <paramref name="From"/> means over midnight.</param>
/// <param name="Days">English day names; empty = every day.</param>
internal sealed record InconvenientTime(string From, string To, IReadOnlyList<string>? Days = null);

/// <param name="Kind"><c>used</c> (by the consumer), <c>consent</c>, <c>creditor-notice</c>, <c>prior-collector</c>.</param>
/// <param name="Since">When it was used, consented to, or the notice was sent.</param>
/// <param name="OptOutEnds">Last day of a creditor notice's opt-out period.</param>
/// <param name="NumberCheckedAt">When the number was last checked against reassigned numbers (texts).</param>
internal sealed record AddressBasis(string Kind, DateTimeOffset Since, DateOnly? OptOutEnds = null, DateTimeOffset? NumberCheckedAt = null);

/// <param name="Scope"><c>all</c>, a channel, or <c>address</c>.</param>
internal sealed record OptOut(string Scope, DateTimeOffset At, string? Address = null);

internal sealed record Attorney(DateTimeOffset Since, string? Debt = null, bool Unresponsive = false, bool Consents = false);

/// <param name="Kind"><c>dispute</c> or <c>original-creditor</c>.</param>
internal sealed record Dispute(string Debt, DateTimeOffset OpenedAt, string Kind = "dispute", DateTimeOffset? VerificationSentAt = null);

/// <param name="NoticeSentAt">When the validation notice went out.</param>
/// <param name="PeriodEndsOn">Last day of the validation period, when it is known better than by the assumed receipt.</param>
/// <param name="NoticePlannedFor">The day for which the notice is planned, at most five days after the first contact.</param>
internal sealed record Validation(DateTimeOffset? NoticeSentAt = null, DateOnly? PeriodEndsOn = null, DateOnly? NoticePlannedFor = null);

internal sealed record BreathingSpace(DateTimeOffset From, DateTimeOffset? Until = null);

internal sealed record ContactHold(DateTimeOffset Since, DateTimeOffset? Until = null, string Reason = "");
