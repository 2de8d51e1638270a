using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public sealed class CoverageTests
{
    [Theory]
    [InlineData("Researcher", 4, 3, "0 10")]
    [InlineData("Ana, analyst", 0, 3, "0 3")]
    [InlineData("of Ana Lima.", 3, 4, "3 3")]
    public void What_is_covered_are_whole_words_without_the_marks_around_them(string text, int start, int length, string expected)
    {
        var coverage = new Coverage(text);
        coverage.Add(start, length, "name");

        Assert.Equal(expected, string.Join('|', coverage.Stretches().Select(s => $"{s.Start} {s.Length}")));
    }

    [Fact]
    public void The_first_rule_names_a_stretch_and_a_later_one_covers_only_the_rest()
    {
        var coverage = new Coverage("Jane Doe, Oak Street");
        coverage.Add(0, 8, "name");
        coverage.Add(0, 20, "address");

        Assert.Equal([new Covered(0, 8, "name"), new Covered(10, 10, "address")], coverage.Stretches());
    }

    [Fact]
    public void Stretches_never_overlap_and_hold_all_that_was_added()
    {
        var stretch = Gen.Choose(0, 40).SelectMany(_ => Gen.Choose(1, 9), (start, length) => (start, length));
        Prop.ForAll(Arb.From(stretch.ListOf()), all =>
        {
            const string Text = "Jane Doe, of Springfield; born 4 May 1990, teaches physics";
            var coverage = new Coverage(Text);
            foreach (var (start, length) in all)
                coverage.Add(start, length, start % 2 == 0 ? "name" : "birth");
            var found = coverage.Stretches();
            return found.Zip(found.Skip(1)).All(p => p.First.End <= p.Second.Start) && all.All(a => Enumerable.Range(a.start, a.length).All(i =>
                !char.IsLetterOrDigit(Text[i]) || found.Any(f => i >= f.Start && i < f.End)));
        }).QuickCheckThrowOnFailure();
    }
}
