using Microsoft.AspNetCore.Identity;

namespace HybridBpo.Host.SignIn;

/// <summary>Refuses chosen passwords that are long and yet among the first that somebody would try.</summary>
internal sealed class StrongPasswords : IPasswordValidator<User>
{
    private const int Surprises = 5;
    private static readonly string[] Rows =
        ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop"];
    private static readonly string[] WellKnown = ["password", "passwort", "hybridbpo", "welcome", "letmein", "qwerty", "admin", "changeme"];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) => Task.FromResult(
        WhyNot(password ?? "", user.UserName) is { } why
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordTooEasy", Description = why })
            : IdentityResult.Success);

    /// <returns>What is wrong with it, or null.</returns>
    public static string? WhyNot(string password, string userName)
    {
        if (password.Length == 0) return null; // the rule of length says so
        var plain = password.ToLowerInvariant();
        var rest = new[] { userName.ToLowerInvariant() }.Concat(WellKnown)
            .Aggregate(plain, (text, word) => text.Replace(word, "", StringComparison.Ordinal));
        if (Period(plain) <= plain.Length / 2) return "This repeats the same few characters. Choose words that do not belong together.";
        if (NotExpected(rest) < Surprises)
            return "This is among the first that somebody would try: a name, a well-known word, or keys in a row. "
                + "Choose words that do not belong together.";
        return null;
    }

    // Different characters that do not follow from the one before, as the next letter, number or key does.
    private static int NotExpected(string text) =>
        text.Where((c, i) => i == 0 || (c != text[i - 1] && !Rows.Any(row => Beside(row, text[i - 1], c)))).Distinct().Count();

    private static bool Beside(string row, char one, char other) =>
        row.IndexOf(one) is >= 0 and var at && row.IndexOf(other) is >= 0 and var next && Math.Abs(at - next) == 1;

    // The shortest piece that the whole is made of by repeating it; its last repetition may be cut.
    private static int Period(string text) =>
        Enumerable.Range(1, text.Length).First(length => text.Length == length
            || text.AsSpan(length).SequenceEqual(text.AsSpan(0, text.Length - length)));
}

/// <summary>What goes wrong with a password, in our own words.</summary>
internal sealed class PasswordWords : IdentityErrorDescriber
{
    public override IdentityError PasswordMismatch() => Say(nameof(PasswordMismatch), "That is not your current password.");

    public override IdentityError PasswordTooShort(int length) =>
        Say(nameof(PasswordTooShort), $"A password has {length} to {Passwords.MaxLength} characters.");

    public override IdentityError ConcurrencyFailure() =>
        Say(nameof(ConcurrencyFailure), "Your sign-in was changed at the same moment, perhaps by an administrator. Load the page again.");

    private static IdentityError Say(string code, string words) => new() { Code = code, Description = words };
}
