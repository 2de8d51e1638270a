using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform.Tests;

/// <summary>Somebody is recognised however it is written, and nobody else for them.</summary>
public class NeedleTests
{
    private static readonly SubjectTraces Who = new(
        ["zoe.müller-ward@example.com", "zoe.ward@example.com"], ["+12025550147", "+49 151 23456789"], ["Zoë Müller"], ["TF-4711", "7F-32"], []);

    private static readonly string[] Mails = ["zoe.ward@example.com", "ZOE.WARD@Example.COM", "Zoe.Ward@example.com"];

    private static readonly string[] Phones =
    [
        "+12025550147", "2025550147", "(202) 555-0147", "202-555-0147", "202.555.0147", "1 202 555 0147", "+1 (202) 555 0147", "001 202 555 01 47",
        "12025550147", "+4915123456789", "0151 23456789", "015123456789", "0049 151 2345 6789",
    ];

    private static readonly string[] Names =
        ["Zoë Müller", "zoe muller", "MUELLER, ZOE", "Mueller Zoë", "Zoë Anna Müller", "zoë_müller", "Müller;Zoë"];

    private static readonly (string Name, Func<string, string> Write)[] Writings =
    [
        ("plain", text => text),
        ("base64", text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        ("base64 of one more", text => Convert.ToBase64String(Encoding.UTF8.GetBytes("?" + text))),
        ("base64 of two more", text => Convert.ToBase64String(Encoding.UTF8.GetBytes("?;" + text))),
        ("base64 behind a word", text => "abcde" + Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        ("base64 in lines", text =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('-', 50) + " " + text), Base64FormattingOptions.InsertLineBreaks)),
        ("base64 for addresses", text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_').TrimEnd('=')),
        ("hexadecimal", text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
        ("hexadecimal behind one", text => "a" + Convert.ToHexString(Encoding.UTF8.GetBytes(text))),
        ("percent", text => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"))),
        ("address", text => Uri.EscapeDataString(text)),
        ("entities", text => string.Concat(text.Select(c => $"&#{(int)c};"))),
        ("html", text => WebUtility.HtmlEncode(text)),
        ("json", text => string.Concat(text.Select(c => $"\\u{(int)c:x4}"))),
        ("json in json", text => System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonSerializer.Serialize(new { text }))),
        ("quoted-printable", text => string.Concat(Encoding.UTF8.GetBytes(text).Select((b, i) => (i % 5 == 4 ? "=\r\n" : "") + $"={b:X2}"))),
    ];

    public static TheoryData<string> Ways => [.. Writings.Select(w => w.Name)];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_mail_a_phone_and_a_name_with_its_reference_are_found_in_every_writing(string way)
    {
        var write = Writings.Single(w => w.Name == way).Write;
        Assert.All(Mails, mail => Assert.True(Find(write($"to {mail}, please")).Mail, mail));
        Assert.All(Phones, phone => Assert.True(Find(write($"call {phone} now")).Phone, phone));
        Assert.All(Names, name => Assert.True(Find(write($"{name} owes on TF-4711.")).Near, name));
        Assert.True(Find(write("7f-32 is Zoe Mueller")).Near);
    }

    [Fact]
    public void Whatever_stands_around_it_and_in_whatever_two_writings_it_is_found()
    {
        var texts = Gen.Elements(Mails.Concat(Phones).ToArray());
        var noise = Gen.Elements("", "x ", "1 ", "{\"a\":\"", "<b>", "&amp;", "%20", "=3D", "\\n", "Ärger: ", "€ ", "\t", "a.b ", "(");
        var cases = from text in texts
                    from before in noise
                    from after in noise
                    from one in Gen.Elements(Writings)
                    from two in Gen.Elements(Writings)
                    select (text, before, after, one, two);
        Prop.ForAll(Arb.From(cases), c => IsFound(c.two.Write($"{c.before} {c.one.Write($"{c.before} {c.text} {c.after}")} {c.after}"))).Check(
            Config.QuickThrowOnFailure.WithMaxTest(600));
    }

    [Fact]
    public void Numbers_and_addresses_of_others_are_nobodys()
    {
        var digits = from length in Gen.Choose(1, 30) from d in Gen.Choose(0, 9).ListOf(length) select string.Concat(d);
        Prop.ForAll(Arb.From(digits), text => text.Contains("2025550147", StringComparison.Ordinal)
            || text.Contains("15123456789", StringComparison.Ordinal) || !Find($"n={text};").Phone)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("anna.zoe.ward@example.com")]
    [InlineData("zoe.ward@example.com.au")]
    [InlineData("xzoe.ward@example.com")]
    [InlineData("zoe.ward@example.co")]
    [InlineData("120255501475")]
    [InlineData("920255501470")]
    [InlineData("Zoë and Frau Müllerin owe on TF-4711")]
    [InlineData("Zoë Müller owes on TF-47110")]
    [InlineData("TF-4711 is settled")]
    [InlineData("0202-55-50 14:7")]
    public void What_only_looks_alike_is_not_found(string text) => Assert.False(Find(text).IsHit(oneRow: true), text);

    [Fact]
    public void A_date_with_its_hour_is_no_phone_number()
    {
        var number = new Needles(new SubjectTraces([], ["+12025112205"], [], [], []));
        Assert.False(Look(number, "at 2025-11-22 05:21").Phone);
        Assert.True(Look(number, "at 202-511-2205").Phone);
    }

    [Fact]
    public void Bytes_of_other_alphabets_and_chance_bytes_are_read_as_well()
    {
        var random = new Random(7);
        var chance = new byte[3_000_000];
        random.NextBytes(chance);
        Assert.False(Look(new Needles(Who), chance).IsHit(oneRow: true));
        "zoe.ward@example.com"u8.CopyTo(chance.AsSpan(1_040_000));
        Assert.True(Look(new Needles(Who), chance).Mail);
        Assert.True(Look(new Needles(Who), Encoding.Unicode.GetBytes("to zoe.ward@example.com")).Mail);
        Assert.True(Look(new Needles(Who), Encoding.BigEndianUnicode.GetBytes("call 202-555-0147")).Phone);
        Assert.True(Look(new Needles(Who), Encoding.Latin1.GetBytes("TF-4711;Zoë Müller;Köln")).Near);
    }

    [Fact]
    public void It_is_found_across_the_seam_of_two_windows()
    {
        var text = new byte[(1 << 20) + 100];
        Array.Fill(text, (byte)' ');
        for (var at = (1 << 20) - 30; at < 1 << 20; at += 5)
        {
            var here = text.ToArray();
            "zoe.ward@example.com"u8.CopyTo(here.AsSpan(at));
            Assert.True(Look(new Needles(Who), here).Mail, $"{at}");
        }
    }

    private static bool IsFound(string text) => Find(text) is var found && (found.Mail || found.Phone);

    private static Finding Find(string text) => Look(new Needles(Who), text);

    private static Finding Look(Needles needles, string text) => Look(needles, Encoding.UTF8.GetBytes(text));

    private static Finding Look(Needles needles, byte[] bytes)
    {
        var found = new Finding();
        new TraceReader(needles).Read(bytes, found);
        return found;
    }
}
