using System.Globalization;
using System.Text;

namespace HybridBpo.Events;

internal static class Alias
{
    /// <summary>
    /// The name that Marten gives a type: <c>CaseOpened</c> becomes <c>case_opened</c>, <c>SMSSent</c> <c>sms_sent</c>, <c>Step2Done</c>
    /// <c>step_2_done</c>. A word begins where something other than a small letter follows one, or comes before one. Of a nested type only its own
    /// name counts.
    /// </summary>
    public static string Of(Type type)
    {
        var name = type.Name;
        var alias = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && !IsSmall(name[i]) && (IsSmall(name[i - 1]) || (i + 1 < name.Length && IsSmall(name[i + 1]))))
                alias.Append('_');
            alias.Append(char.ToLowerInvariant(name[i]));
        }

        return alias.ToString();
    }

    private static bool IsSmall(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.LowercaseLetter;
}
