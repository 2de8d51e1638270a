using System.Text;
using HybridBpo.Platform.Tests;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Reads what the mail server got.</summary>
internal static class Mails
{
    /// <summary>All texts of a mail, decoded.</summary>
    public static string Text(this SmtpCatcher.Caught mail)
    {
        var parts = mail.Raw.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder();
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            if (parts[i].Contains("Content-Transfer-Encoding: base64", StringComparison.OrdinalIgnoreCase))
                text.AppendLine(Encoding.UTF8.GetString(Convert.FromBase64String(parts[i + 1].Split("\n--")[0].Replace("\n", ""))));
            else if (parts[i].Contains("quoted-printable", StringComparison.OrdinalIgnoreCase))
                text.AppendLine(string.Join("\n\n", parts[(i + 1)..]).Split("\n--")[0].Replace("=\n", "").Replace("=3D", "="));
        }
        return text.ToString();
    }
}
