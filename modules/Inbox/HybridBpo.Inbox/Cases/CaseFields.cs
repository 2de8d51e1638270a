using System.Globalization;

namespace HybridBpo.Inbox.Cases;

/// Checks what was filled in for a choice against its fields.
internal static class CaseFields
{
    public const int TextLimit = 2_000;

    /// The values as they are stored: trimmed, numbers canonical, empty optional ones left out.
    public static Result<IReadOnlyDictionary<string, string>> Check(CaseChoice choice, IReadOnlyDictionary<string, string> given)
    {
        var unknown = given.Keys.Except(choice.Fields.Select(field => field.Name)).FirstOrDefault();
        if (unknown is not null)
        {
            return new FieldUnknown(unknown);
        }

        var values = new Dictionary<string, string>();
        foreach (var field in choice.Fields)
        {
            var text = given.GetValueOrDefault(field.Name)?.Trim() ?? "";
            if (text.Length == 0)
            {
                if (field.Required)
                {
                    return new FieldMissing(field.Name, field.Label);
                }

                continue;
            }

            if (!Check(field, text).Is(out var value, out var refusal))
            {
                return refusal;
            }

            values[field.Name] = value;
        }

        return values;
    }

    private static Result<string> Check(CaseField field, string text) => field.Type switch
    {
        "money" => Number(field, text, "an amount", minor => Amounts.Plain(minor, field.Unit)),
        "count" => Number(field, text, "a whole number", count => count.ToString(CultureInfo.InvariantCulture)),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : new FieldNotReadable(field.Name, field.Label, "a day as YYYY-MM-DD"),
        "text" => text.Length > TextLimit ? new NoteTooLong(TextLimit)
            : text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? new FieldNotReadable(field.Name, field.Label, "plain text")
            : text,
        _ => new FieldUnknown(field.Name),
    };

    private static Result<string> Number(CaseField field, string text, string expected, Func<long, string> words)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return new FieldNotReadable(field.Name, field.Label, expected);
        }

        return value < field.Min || value > field.Max
            ? new FieldOutOfRange(field.Name, field.Label, words(field.Min), words(field.Max))
            : value.ToString(CultureInfo.InvariantCulture);
    }
}
