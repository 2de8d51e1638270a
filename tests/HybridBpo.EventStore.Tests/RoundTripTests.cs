using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Events.Tests;

public sealed class RoundTripTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private const string Tenant = "fernbrook";

    [Fact]
    public void Any_text_comes_back_with_only_nul_and_lone_surrogates_replaced()
    {
        var store = database.Store();
        Prop.ForAll(Texts(), Texts(), (text, other) =>
        {
            var stream = Guid.CreateVersion7();
            var session = store.OpenSession(Tenant, new EventMetadata("person", text, text, other));
            var odd = new Odd(text, [other, text], new Dictionary<string, string> { ["k" + other] = text }, 0, 0, DateTimeOffset.UnixEpoch);
            session.StartStream<Account>(stream, odd, new NoteTaken(text));
            session.Queue($"select {text}, {new[] { other }}");
            session.ForCommand(stream, text);
            Assert.IsType<SaveOutcome.Saved>(session.SaveChangesAsync().GetAwaiter().GetResult());

            var read = store.FetchStreamAsync(Tenant, stream).GetAwaiter().GetResult();
            var back = (Odd)read[0].Data;
            Assert.Equal(Expected(text), back.Text);
            Assert.Equal([Expected(other), Expected(text)], back.Texts);
            Assert.Equal(Expected(text), back.Map["k" + Expected(other)]);
            Assert.Equal(new NoteTaken(Expected(text)), read[1].Data);
            Assert.Equal((Expected(text), Expected(other)), (read[0].CorrelationId, read[0].CausationId));
            Assert.Equal(Expected(text), read[0].Headers["actor_id"]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Numbers_and_instants_come_back_exactly()
    {
        var store = database.Store();
        var doubles = ArbMap.Default.ArbFor<double>().Filter(double.IsFinite);
        Prop.ForAll(doubles, ArbMap.Default.ArbFor<decimal>(), ArbMap.Default.ArbFor<DateTimeOffset>(), (number, amount, at) =>
        {
            var stream = Guid.CreateVersion7();
            var session = store.OpenSession(Tenant, new EventMetadata("person", "maren"));
            session.StartStream<Account>(stream, new Odd("", [], new Dictionary<string, string>(), number, amount, at));
            session.SaveChangesAsync().GetAwaiter().GetResult();
            var back = (Odd)store.FetchStreamAsync(Tenant, stream).GetAwaiter().GetResult()[0].Data;
            Assert.Equal((number, amount, at), (back.Number, back.Amount, back.At));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void An_escaped_backslash_before_u0000_is_left_alone() =>
        Assert.Equal("""{"a":"\\u0000 \\\uFFFD"}""", Encoding.UTF8.GetString(Events.Text.CleanJson("""{"a":"\\u0000 \\\u0000"}"""u8.ToArray())));

    private static string Expected(string text)
    {
        var replacing = Encoding.GetEncoding("utf-16", new EncoderReplacementFallback("\uFFFD"), new DecoderReplacementFallback("\uFFFD"));
        return replacing.GetString(replacing.GetBytes(text)).Replace('\0', '\uFFFD');
    }

    /// <summary>Texts rich in what databases and JSON trip over.</summary>
    private static Arbitrary<string> Texts()
    {
        var piece = Gen.OneOf(
            Gen.Elements(
                "\0", "\\", "\\u0000", "\"", "\uD83D", "\uDE00", "\uD83D\uDE00", "\u202E", "é",
                "p1:", "'", "{0}", "$1", "\uFFFF", "\u2028", "<&>", " "),
            ArbMap.Default.GeneratorFor<char>().Select(c => c.ToString()));
        return piece.ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();
    }
}
