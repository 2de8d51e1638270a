using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Trees.Tests;

/// <summary>Our own reading of lists of numbers beside the platform's.</summary>
public class JsonNumbersTests
{
    [Fact]
    public void Every_decimal_becomes_the_nearest_float()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var texts = Enumerable.Range(0, 400).Select(_ => Decimal(random)).Where(text => float.IsFinite(Platform(text))).ToArray();
            var values = new float[texts.Length];
            Assert.Equal(-1, JsonNumbers.Floats(Encoding.UTF8.GetBytes(string.Join(random.Next(2) == 0 ? "," : " ,\n", texts)), values));
            for (var i = 0; i < texts.Length; i++)
                Assert.True(BitConverter.SingleToInt32Bits(Platform(texts[i])) == BitConverter.SingleToInt32Bits(values[i]), texts[i]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_a_list_of_numbers_to_the_platform_is_one_here_and_nothing_else()
    {
        var piece = Gen.Elements(
            "1", "0", "-", "+", ".", "e", "E", "5", "27", ",", ",", " ", "3.5", "-0", "1e5", "true", "false", "null", "1e99", "9999999999");
        Prop.ForAll(piece.ArrayOf(7).ToArbitrary(), pieces =>
        {
            var text = string.Concat(pieces);
            var (bytes, given) = (Encoding.UTF8.GetBytes(text), Known($"[{text}]"));
            var length = JsonNumbers.Count(bytes);
            var isFloats = given is not null && given.All(v => v.ValueKind == JsonValueKind.Number && float.IsFinite(v.GetSingle()));
            Assert.Equal(isFloats, JsonNumbers.Floats(bytes, new float[length]) < 0);
            var wholes = new int[length];
            var isWholes = given is not null && given.All(
                v => v.ValueKind is JsonValueKind.True or JsonValueKind.False || (v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out _)));
            Assert.Equal(isWholes, JsonNumbers.Wholes(bytes, wholes) < 0);
            if (isWholes)
                Assert.Equal(given!.Select(v => v.ValueKind == JsonValueKind.Number ? v.GetInt32() : v.GetBoolean() ? 1 : 0), wholes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void A_list_of_another_length_is_refused()
    {
        foreach (var text in new[] { "", " ", "1", "1,2", "1.5,-2 ,3", "-1,10,200" })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var length in Enumerable.Range(0, 6).Where(n => n != JsonNumbers.Count(bytes)))
            {
                Assert.InRange(JsonNumbers.Floats(bytes, new float[length]), 0, length);
                Assert.InRange(JsonNumbers.Wholes(bytes, new int[length]), 0, length);
            }

            Assert.Equal(-1, JsonNumbers.Floats(bytes, new float[JsonNumbers.Count(bytes)]));
        }
    }

    [Fact]
    public void A_byte_that_no_list_of_numbers_has_is_refused_wherever_it_stands()
    {
        var list = string.Join(',', Enumerable.Range(0, 40).Select(i => i % 7 == 0 ? "-1.5E-07" : $"{i}"));
        Assert.Equal(40, JsonText.Parse(Encoding.UTF8.GetBytes($"[{list}]"), 8).Length);
        for (var at = 0; at <= list.Length; at++)
        {
            foreach (var odd in "/;x\\")
                Assert.ThrowsAny<JsonException>(() => JsonText.Parse(Encoding.UTF8.GetBytes($"[{list.Insert(at, odd.ToString())}]"), 8));
        }
    }

    [Theory]
    [InlineData("{\"a\":1}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{,}")]
    [InlineData("{\"a\":[1,{}2]}")]
    [InlineData("[{},]")]
    [InlineData("[1,x]")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\q\"")]
    [InlineData("\"a")]
    [InlineData("\"\\")]
    [InlineData("01")]
    [InlineData("tru")]
    [InlineData("//c\n1")]
    public void What_is_no_JSON_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => JsonText.Parse(Encoding.UTF8.GetBytes(text), 8));

    private static float Platform(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static JsonElement[]? Known(string text)
    {
        try
        {
            return [.. JsonDocument.Parse(text).RootElement.Clone().EnumerateArray()];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A float's own digits, the middle of two floats and its neighbours, or any digits.</summary>
    private static string Decimal(Random random)
    {
        var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        if (!float.IsFinite(value))
            value = random.NextSingle();
        var middle = ((double)value + MathF.BitIncrement(value)) / 2;
        var eighth = 8 + ((random.Next(1 << 20) + 0.5) / (1 << 20));
        return random.Next(6) switch
        {
            0 => value.ToString("R", CultureInfo.InvariantCulture),
            1 => ((double)random.Next(1 << 25) + 0.5).ToString("0.0##", CultureInfo.InvariantCulture),
            2 => (middle + (random.Next(-1, 2) * Math.BitIncrement(0))).ToString("E16", CultureInfo.InvariantCulture),
            // No more digits than a double holds, and so near to the middle of two floats that the double is the middle.
            3 => eighth.ToString("F15", CultureInfo.InvariantCulture),
            4 => (random.NextDouble() * Math.Pow(10, random.Next(-12, 9))).ToString("0.################", CultureInfo.InvariantCulture),
            _ => $"{(random.Next(2) == 0 ? "-" : "")}{random.NextInt64(1L << random.Next(1, 62))}.{random.Next(1000)}e{random.Next(-45, 20)}",
        };
    }
}
