using System.Text;

namespace HybridBpo.Events;

internal static class Alias
{
    /// <summary><c>CaseOpened</c> becomes <c>case_opened</c>, <c>SMSSent</c> becomes <c>sms_sent</c>.</summary>
    public static string Of(Type type)
    {
        var name = type.Name;
        var alias = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord && name[i - 1] != '_')
                alias.Append('_');
            alias.Append(char.ToLowerInvariant(name[i]));
        }

        return alias.ToString();
    }
}
