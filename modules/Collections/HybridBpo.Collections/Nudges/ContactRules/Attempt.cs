namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>One contact that somebody or something is about to make.</summary>
internal sealed record Attempt
{
    /// <summary>One of <see cref="Channels"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>One of <see cref="Purposes"/>.</summary>
    public string Purpose { get; init; } = Purposes.Reminder;

    /// <summary>Reference of the debt that the contact is about.</summary>
    public required string Debt { get; init; }

    /// <summary>The e-mail address or number that is used.</summary>
    public string? Address { get; init; }

    /// <summary>The message as it will be read; calls have none.</summary>
    public RenderedMessage? Message { get; init; }

    /// <summary><c>work</c> when the contact reaches the person at the place of employment.</summary>
    public string? Place { get; init; }

    /// <summary>When the person gave direct prior consent to be called (12 CFR 1006.14(b)(3)(i)).</summary>
    public DateTimeOffset? ConsentAt { get; init; }
}

/// <summary>A message after its template was filled in.</summary>
internal sealed record RenderedMessage
{
    public string Subject { get; init; } = "";

    public required string Text { get; init; }

    /// <summary>The address that takes the opt-out; must stand in <see cref="Text"/>.</summary>
    public string? OptOutUrl { get; init; }
}

/// <summary>Ways to reach a person.</summary>
internal static class Channels
{
    public const string Call = "call", Email = "email", Text = "text", Letter = "letter";

    public static readonly string[] All = [Call, Email, Text, Letter];
}

/// <summary>What a contact is for. Some rules let only some purposes pass.</summary>
internal static class Purposes
{
    public const string Reminder = "reminder", Offer = "offer", ValidationNotice = "validation-notice", Verification = "verification",
        OptOutConfirmation = "opt-out-confirmation", Termination = "termination-notice", Remedy = "remedy-notice";

    public static readonly string[] All = [Reminder, Offer, ValidationNotice, Verification, OptOutConfirmation, Termination, Remedy];
}
