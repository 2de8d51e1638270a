using System.Collections;
using System.Collections.Concurrent;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace HybridBpo.Platform;

/// <summary>
/// Renders texts with <c>{{variables}}</c>, <c>{{#if}}</c> and <c>{{#each}}</c> (Handlebars). Data are dictionaries, lists and plain values only: an
/// object would open its members to the text. A variable without a value, a text too long or nested too deep is refused.
/// </summary>
public static class Templates
{
    /// <summary>A rendered text has at most so many characters.</summary>
    public const int MostCharacters = 200_000;

    private const int MostSource = 100_000, MostDepth = 20, MostItems = 10_000;
    private static readonly string[] Unescaped = ["{{{", "{{&", "{{~{", "{{~&"];
    private static readonly ConcurrentDictionary<(string Text, bool Html), HandlebarsTemplate<TextWriter, object, object>> Compiled = [];
    private static readonly IHandlebars Plain = Make(html: false), Escaping = Make(html: true);

    /// <summary>Renders plain text: nothing is escaped.</summary>
    /// <param name="template">The text with its variables.</param>
    /// <param name="values">Text, numbers, truth values, and lists and dictionaries of them; null counts as an empty text.</param>
    public static Result<string> RenderText(string template, IReadOnlyDictionary<string, object?> values) => Render(template, values, html: false);

    /// <summary>Renders HTML: every value is escaped; the text's own <c>{{{raw}}}</c> is refused.</summary>
    public static Result<string> RenderHtml(string template, IReadOnlyDictionary<string, object?> values) =>
        Unescaped.Any(braces => template.Contains(braces, StringComparison.Ordinal))
            ? new TemplateRefused("A template for HTML may not put values in unescaped: use two braces.")
            : Render(template, values, html: true);

    private static Result<string> Render(string template, IReadOnlyDictionary<string, object?> values, bool html)
    {
        if (template.Length > MostSource)
            return new TemplateRefused($"The template has more than {MostSource} characters.");
        if (Depth(template) > MostDepth)
            return new TemplateRefused($"The template is nested deeper than {MostDepth}.");
        try
        {
            var compiled = Compiled.Count > 1000
                ? Compile(template, html)
                : Compiled.GetOrAdd((template, html), key => Compile(key.Text, key.Html));
            using var writer = new CappedWriter(MostCharacters);
            compiled(writer, Copy(values, 0)!, null!);
            return writer.ToString();
        }
        catch (HandlebarsUndefinedBindingException missing)
        {
            return new TemplateRefused($"The template names {missing.Path ?? missing.MissingKey}, which has no value.");
        }
        catch (HandlebarsException error)
        {
            return new TemplateRefused($"The template cannot be rendered: {Reason(error)}");
        }
        catch (CappedWriter.Full)
        {
            return new TemplateRefused($"The rendered text has more than {MostCharacters} characters.");
        }
    }

    private static string Reason(Exception error) => (error.InnerException as HandlebarsException ?? error).Message.Split('\n')[0];

    private static HandlebarsTemplate<TextWriter, object, object> Compile(string text, bool html) =>
        (html ? Escaping : Plain).Compile(new StringReader(text));

    private static IHandlebars Make(bool html) => Handlebars.Create(new HandlebarsConfiguration
    {
        ThrowOnUnresolvedBindingExpression = true,
        NoEscape = !html,
        TextEncoder = new HandlebarsDotNet.HtmlEncoder(),
    });

    // Opening and closing tags, roughly: enough to refuse what would exhaust the stack.
    private static int Depth(string template)
    {
        var (depth, deepest) = (0, 0);
        foreach (var tag in template.Split("{{").Skip(1))
        {
            var mark = tag.AsSpan().TrimStart('~').TrimStart();
            if (mark.StartsWith("#") || mark.StartsWith("^"))
                deepest = Math.Max(deepest, ++depth);
            else if (mark.StartsWith("/"))
                depth--;
        }
        return deepest;
    }

    private static object? Copy(object? value, int depth)
    {
        if (depth > MostDepth)
            throw new ArgumentException("The values are nested too deep.");
        return value switch
        {
            null => "",
            string or bool or byte or short or int or long or float or double or decimal => value,
            IReadOnlyDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Copy(pair.Value, depth + 1)),
            IDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Copy(pair.Value, depth + 1)),
            IEnumerable list => list.Cast<object?>().Take(MostItems).Select(item => Copy(item, depth + 1)).ToArray(),
            _ => throw new ArgumentException($"{value.GetType()} is no value for a template: give text, numbers, lists and dictionaries."),
        };
    }

    private sealed class CappedWriter(int most) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > most)
                throw new Full();
        }

        internal sealed class Full : Exception;
    }
}

/// <summary>A template cannot be rendered; the message says why.</summary>
public sealed record TemplateRefused(string Message) : Invalid(Message);
