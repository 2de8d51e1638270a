using System.Globalization;
using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

/// <summary>Reads statements, and what is known of the samples.</summary>
internal static class Bank
{
    public static StatementFile Read(string text) => StatementReader.Read("statement", Encoding.UTF8.GetBytes(text)).Value;

    public static Statement One(string text) => Assert.Single(Read(text).Statements);

    public static Result<StatementFile> Sample(string kind, string name) =>
        StatementReader.Read(name, File.ReadAllBytes(SharedData.File("bank", kind, name)));

    public static JsonElement Truth(string kind, string name) =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.File("bank", kind, "truth.json"))).RootElement.GetProperty("files").GetProperty(name);

    public static long Minor(string amount, string currency) =>
        (long)(decimal.Parse(amount, CultureInfo.InvariantCulture) * MoneyText.Unit(currency));

    public static string? Text(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static JsonElement? Part(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
