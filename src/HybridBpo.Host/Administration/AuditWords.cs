using System.Text.Json;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Administration;

/// <summary>Rows of identity.audit in words.</summary>
internal static class AuditWords
{
    public static string Text(AuditRow row) => row.Act switch
    {
        "added" => "Added",
        "reset" => "New password given",
        "reset-with-second-factor" => "New password given, second factor to be set up anew",
        "disabled" => "Sign-in switched off",
        "enabled" => "Sign-in switched on again",
        "changed-rights" => "Roles and clients changed",
        "changed-own-rights" => "Changed their own roles and clients",
        "changed-password" => "Password changed",
        "set-up-second-factor" => "Second factor set up",
        "signed-in" => "Signed in",
        "sign-in-failed" => "Wrong password",
        "sign-in-refused" => "Right password, but the sign-in is switched off",
        "ended-session" => "Ended a session elsewhere",
        "second-factor-failed" => "Wrong code",
        "sign-in-paused" => "Sign-in paused after too many tries",
        "made-key" => "Made",
        "rotated-key" => "New secret made",
        "disabled-key" => "Switched off",
        "enabled-key" => "Switched on again",
        _ => row.Act,
    };

    public static string Icon(AuditRow row) => row.Act switch
    {
        "added" => "user-plus",
        "disabled" or "disabled-key" => "lock",
        "enabled" or "enabled-key" => "lock-open",
        "changed-rights" or "changed-own-rights" => "adjustments",
        "signed-in" => "login",
        "sign-in-failed" or "second-factor-failed" or "sign-in-refused" => "x",
        "ended-session" => "logout",
        "sign-in-paused" => "clock-pause",
        "set-up-second-factor" => "shield-check",
        _ => "key",
    };

    public static string? Tone(AuditRow row) => row.Act switch
    {
        "disabled" or "disabled-key" => "bad",
        "sign-in-refused" or "changed-own-rights" or "sign-in-failed" or "second-factor-failed" or "sign-in-paused" => "warn",
        _ => null,
    };

    /// <summary>What was gained and lost, where rights changed.</summary>
    public static string? Detail(AuditRow row)
    {
        using var json = JsonDocument.Parse(row.Detail);
        string[] now = [.. List(json, "roles"), .. List(json, "clients")], before = [.. List(json, "rolesBefore"), .. List(json, "clientsBefore")];
        var words = now.Except(before).Select(v => "+ " + v).Concat(before.Except(now).Select(v => "\u2212 " + v)).ToList();
        return words.Count == 0 ? null : string.Join(" · ", words);
    }

    private static IEnumerable<string> List(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(v => v.GetString()!) : [];
}
