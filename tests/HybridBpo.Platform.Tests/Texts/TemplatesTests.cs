namespace HybridBpo.Platform.Tests;

public sealed class TemplatesTests
{
    private static readonly Dictionary<string, object?> Values = new()
    {
        ["name"] = "Dora <b>",
        ["amount"] = 12,
        ["urgent"] = false,
        ["missing"] = null,
        ["lines"] = new[] { new Dictionary<string, object?> { ["text"] = "one" }, new Dictionary<string, object?> { ["text"] = "two" } },
    };

    [Fact]
    public void Text_is_not_escaped_and_html_is()
    {
        Assert.Equal("Dear Dora <b>", Templates.RenderText("Dear {{name}}", Values).Value);
        Assert.Equal("Dear Dora &lt;b&gt;", Templates.RenderHtml("Dear {{name}}", Values).Value);
    }

    [Fact]
    public void Conditions_and_lists_work_and_null_is_empty() =>
        Assert.Equal("one;two;calm[]",
            Templates.RenderText("{{#each lines}}{{text}};{{/each}}{{#if urgent}}urgent{{else}}calm{{/if}}[{{missing}}]", Values).Value);

    [Theory]
    [InlineData("{{nobody}}", "nobody")]
    [InlineData("{{#if name}}", "cannot be rendered")]
    [InlineData("{{name.Length.Nothing}}", "name.Length.Nothing")]
    public void What_cannot_be_rendered_is_refused_with_the_reason(string template, string reason) =>
        Assert.Contains(reason, Assert.IsType<TemplateRefused>(Templates.RenderText(template, Values).Refusal).Message);

    [Theory]
    [InlineData("{{{name}}}")]
    [InlineData("{{&name}}")]
    [InlineData("{{~{name}}}")]
    public void Html_never_takes_a_value_unescaped(string template)
    {
        var rendered = Templates.RenderHtml(template, Values);
        Assert.IsType<TemplateRefused>(rendered.Refusal);
    }

    [Fact]
    public void No_member_of_a_type_can_be_reached()
    {
        string[] paths =
        [
            "{{name.TypeProp}}", "{{name.GetType}}", "{{amount.TypeProp.Assembly.Location}}", "{{@root.Comparer}}", "{{@root.Comparer.Default}}",
            "{{lines.SyncRoot.TypeProp}}", "{{#each @root.Keys}}{{SyncRoot}}{{/each}}", "{{lookup @root \"Comparer\"}}", "{{this.Values}}",
        ];
        foreach (var path in paths)
        {
            var reached = Templates.RenderText(path, Values).Is(out var text, out _) && text.Contains("System", StringComparison.Ordinal);
            Assert.False(reached, $"{path} gave {text}");
        }
        var foreign = new Dictionary<string, object?> { ["x"] = new Uri("https://example.com") };
        Assert.Throws<ArgumentException>(() => Templates.RenderText("{{x}}", foreign));
    }

    [Fact]
    public void Texts_too_long_or_too_deep_are_refused()
    {
        var line = new Dictionary<string, object?> { ["text"] = new string('x', 1000) };
        var many = new Dictionary<string, object?> { ["lines"] = Enumerable.Repeat(line, 300).ToArray() };
        Assert.Contains("200000", Assert.IsType<TemplateRefused>(Templates.RenderText("{{#each lines}}{{text}}{{/each}}", many).Refusal).Message);
        var deep = string.Concat(Enumerable.Repeat("{{#if name}}", 5000)) + string.Concat(Enumerable.Repeat("{{/if}}", 5000));
        Assert.IsType<TemplateRefused>(Templates.RenderText(deep, Values).Refusal);
        Assert.IsType<TemplateRefused>(Templates.RenderText(new string('x', 100_001), Values).Refusal);
    }
}
