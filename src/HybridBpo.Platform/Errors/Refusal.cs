namespace HybridBpo.Platform;

/// <summary>
/// An expected "no" to somebody's request. Modules derive one-line records from the kinds below; a refusal is returned, never thrown.
/// The message says in plain words what, why, and from when or how else.
/// </summary>
/// <param name="Message">One sentence that the person reads.</param>
public abstract record Refusal(string Message)
{
    /// <summary>The HTTP status that an endpoint answers with.</summary>
    public abstract int Status { get; }

    /// <summary>The stable code that scripts may rely on: the record's own name, such as <c>CaseHeldBySomeoneElse</c>.</summary>
    public string Code => GetType().Name;

    /// <summary>The head of the page that says it.</summary>
    public virtual string Heading => Problems.HeadingOf(Status);
}

/// <summary>The object is not there, or belongs to a client that the person may not see (both answer alike). HTTP 404.</summary>
public record NotFound(string Message) : Refusal(Message)
{
    /// <inheritdoc/>
    public override int Status => 404;
}

/// <summary>The state has moved on, or somebody else holds it. HTTP 409.</summary>
public record Conflict(string Message) : Refusal(Message)
{
    /// <inheritdoc/>
    public override int Status => 409;
}

/// <summary>The person's roles do not allow this act. HTTP 403.</summary>
public record Forbidden(string Message) : Refusal(Message)
{
    /// <inheritdoc/>
    public override int Status => 403;
}

/// <summary>The input cannot be taken as it is. HTTP 422.</summary>
public record Invalid(string Message) : Refusal(Message)
{
    /// <inheritdoc/>
    public override int Status => 422;
}

/// <summary>The input is larger than its documented limit. HTTP 413.</summary>
public record TooLarge(string Message) : Refusal(Message)
{
    /// <inheritdoc/>
    public override int Status => 413;
}

/// <summary>Something that the act needs (mail server, poppler, …) is not available now. HTTP 503.</summary>
public record Unavailable(string Message) : Refusal(Message)
{
    /// <inheritdoc/>
    public override int Status => 503;
}
