namespace HybridBpo.Platform;

/// <summary>What a pure decision comes to: the value that the asker gets, and the events that make it so.</summary>
/// <typeparam name="T">Answered to the asker, and again when the same command is repeated: plain data that survives JSON.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Events">Past-tense records, none when the command was carried out already.</param>
public sealed record Decision<T>(T Value, params IReadOnlyList<object> Events);

/// <summary>Others changed the same thing at the same moment, several times in a row.</summary>
public sealed record ChangedMeanwhile(string Message) : Conflict(Message)
{
    /// <inheritdoc/>
    public override string Heading => "Somebody or something was faster";
}

/// <summary>The id of the command was used before, for something else: nothing was done, and the first one's answer is not given.</summary>
public sealed record CommandOfAnotherAct()
    : Conflict("This was sent with the mark of something else that was done before, so nothing was recorded. "
        + "Load the page again and send it once more.");

/// <summary>The thing is archived and takes no more changes.</summary>
public sealed record Archived(string Message) : Conflict(Message)
{
    /// <inheritdoc/>
    public override string Heading => "This is closed for good";
}
