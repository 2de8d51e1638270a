using System.Globalization;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>Text that goes into an interpolated statement as it is. Only for names that stand in code, never for anything from outside.</summary>
/// <param name="Text">The SQL.</param>
public sealed record RawSql(string Text);

/// <summary>Interpolated strings as statements: every hole becomes a positional parameter, so nothing from outside is ever part of the SQL.</summary>
public static class SqlText
{
    /// <summary>Makes a command of an interpolated string. Texts are freed of NUL and lone surrogates, instants are sent in UTC.</summary>
    /// <param name="sql">The statement; holes are parameters, except <see cref="RawSql"/> and interpolated strings, which are bound in their turn.
    /// Cast where the type is not plain: <c>{json}::jsonb</c>.</param>
    public static NpgsqlBatchCommand Bind(FormattableString sql)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText = TextOf(sql, command.Parameters);
        return command;
    }

    private static string TextOf(FormattableString sql, NpgsqlParameterCollection parameters)
    {
        var holes = new object?[sql.ArgumentCount];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = sql.GetArgument(i) switch
            {
                RawSql raw => raw.Text,
                FormattableString part => TextOf(part, parameters),
                var value => Hole(parameters.Add(new NpgsqlParameter { Value = Value(value) })),
            };
        }

        return string.Format(CultureInfo.InvariantCulture, sql.Format, holes);

        string Hole(NpgsqlParameter _) => "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
    }

    private static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        string text => Text.Clean(text),
        DateTimeOffset instant => instant.ToUniversalTime(),
        DateTimeOffset[] instants => instants.Select(instant => instant.ToUniversalTime()).ToArray(),
        IEnumerable<string> texts and (string[] or List<string> or IReadOnlyList<string>) =>
            texts.Select(t => t is null ? null : Text.Clean(t)).ToArray(),
        _ => value,
    };
}
