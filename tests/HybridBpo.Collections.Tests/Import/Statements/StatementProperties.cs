using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class StatementProperties
{
    // MT940 and BAI2 write years of two digits.
    private static readonly Gen<DateOnly> Days = Gen.Choose(0, 77 * 365).Select(d => new DateOnly(2001, 1, 1).AddDays(d));

    // Words as people write them, with what could be taken for a mark of the format.
    private static readonly Gen<string> Word =
        Gen.NonEmptyListOf(Gen.Elements("ABCXYZabcxyz0189.-:/&<>\"'äßé€".ToCharArray())).Select(c => string.Concat(c.Take(12)));

    private static readonly Gen<string?> Words =
        from words in Gen.ListOf(Word)
        let text = string.Join(' ', words.Take(12))
        select text.Length is 0 or > 120 || text.EndsWith('/') ? null : text;

    private static readonly Gen<string?> Reference = Gen.OneOf(
        Gen.Choose(1, int.MaxValue).Select(n => (string?)$"R{n}"), Gen.Constant((string?)null));

    private static Gen<StatementEntry> Entry(string currency) =>
        from booked in Days
        from value in Gen.Choose(-170, 170)
        from amount in Gen.OneOf(Gen.Choose(0, 100_000).Select(a => (long)a), Gen.Choose(0, int.MaxValue).Select(a => a * 1_000_003L))
        from credit in Gen.Elements(true, false)
        from reference in Reference
        from id in Reference
        from name in Words
        from remittance in Words
        select new StatementEntry(
            booked, booked.AddDays(value), amount, currency, credit, reference ?? "B", id is null ? null : "E2E/" + id,
            name is { Length: > 54 } ? null : name, remittance);

    private static readonly Gen<Statement> Statements =
        from currency in Gen.Elements("EUR", "USD", "JPY", "KWD")
        from account in Gen.Choose(1, int.MaxValue)
        from opens in Days
        from closes in Days
        from opening in Gen.Choose(int.MinValue, int.MaxValue)
        from entries in Gen.ListOf(Entry(currency))
        select new Statement($"ACC{account}", currency, opens, opening, closes, opening + entries.Sum(e => e.SignedMinor), true, [.. entries]);

    private static readonly Gen<IReadOnlyList<Statement>> Files =
        Gen.NonEmptyListOf(Statements).Select(s => (IReadOnlyList<Statement>)[.. s.Take(4)]);

    [Fact]
    public void What_is_written_as_mt940_comes_back()
    {
        // Without words of the payer the bank's own stand there.
        Check(Files, f => Same("MT940", Map(f, e => e with { Remittance = e.Remittance ?? "POSTING" }), Written.Mt940(f)));
    }

    [Fact]
    public void What_is_written_as_camt_053_comes_back() => Check(Files, f => Same("camt.053", f, Written.Camt053(f)));

    [Fact]
    public void What_is_written_as_bai2_comes_back()
    {
        // It has one day for the account, no end-to-end id and no name.
        var files = Files.Select(f => (IReadOnlyList<Statement>)[.. f.Select(s => s with
        {
            ClosingDate = s.OpeningDate,
            Entries = [.. s.Entries.Select(e => e with
            {
                BookingDate = s.OpeningDate,
                ValueDate = e.AmountMinor % 3 == 0 ? null : e.ValueDate,
                EndToEndId = null,
                Counterparty = null,
            })],
        })]);
        Check(files, f => Same("BAI2", f, Written.Bai2(f)));
    }

    [Fact]
    public void No_mangled_file_brings_a_reader_down() =>
        Check(from file in Files
              from way in Gen.Elements<Func<IReadOnlyList<Statement>, string>>(Written.Mt940, Written.Camt053, Written.Bai2)
              from edits in Gen.NonEmptyListOf(Edits)
              select edits.Take(20).Aggregate(Encoding.UTF8.GetBytes(way(file)), (bytes, edit) => edit(bytes)), bytes =>
              {
                  if (!StatementReader.Read("mangled", bytes).Is(out var read, out var refusal)) return refusal.Message.StartsWith("mangled: ");
                  var (json, table) = (new StringWriter(), new StringWriter());
                  StatementJson.Write(read, json);
                  StatementTable.Write(read, table);
                  System.Text.Json.JsonDocument.Parse(json.ToString());
                  return read.Statements.Count > 0 && read.Statements.All(s => s.Balanced != true || s.Entries.Where(e => e.Booked)
                      .Sum(e => (decimal)e.SignedMinor) == s.ClosingMinor - (decimal)s.OpeningMinor!);
              });

    private static readonly Gen<Func<byte[], byte[]>> Edits =
        from at in Gen.Choose(0, int.MaxValue)
        from length in Gen.Choose(0, 40)
        from letter in Gen.OneOf(Gen.Choose(0, 255).Select(b => (byte)b), Gen.Elements(":/,<>&?-\n\r{}0".Select(c => (byte)c).ToArray()))
        from kind in Gen.Choose(0, 4)
        select (Func<byte[], byte[]>)(bytes =>
        {
            var start = bytes.Length == 0 ? 0 : at % bytes.Length;
            var end = Math.Min(bytes.Length, start + length);
            return kind switch
            {
                0 => [.. bytes[..start], letter, .. bytes[start..]],
                1 => [.. bytes[..start], .. bytes[end..]],
                2 => [.. bytes[..end], .. bytes[start..]],
                3 => bytes.Length == 0 ? bytes : [.. bytes[..start], letter, .. bytes[(start + 1)..]],
                _ => bytes[..Math.Max(start, bytes.Length / 2)],
            };
        });

    private static IReadOnlyList<Statement> Map(
        IReadOnlyList<Statement> file, Func<StatementEntry, StatementEntry> entry) =>
        [.. file.Select(s => s with { Entries = [.. s.Entries.Select(entry)] })];

    private static bool Same(string format, IReadOnlyList<Statement> expected, string text)
    {
        var read = Bank.Read(text);
        Assert.Equal(format, read.Format);
        Assert.Equal(Json(new StatementFile(format, expected, [])), Json(read));
        return true;
    }

    private static string Json(StatementFile file)
    {
        var text = new StringWriter();
        StatementJson.Write(file, text);
        return text.ToString();
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(Arb.From(values), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
