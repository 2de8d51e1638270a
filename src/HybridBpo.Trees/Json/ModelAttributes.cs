using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>What the library keeps in a file's attributes beside the trees: category levels and the calibrator.</summary>
internal static class ModelAttributes
{
    public const string Prefix = "hybridbpo_";
    public const string Levels = Prefix + "levels";
    public const string Calibrator = Prefix + "calibrator";
    private const int MaxDepth = 16;

    // XGBoost saves the text \u0022 as such, so that a level's quotation mark would end the level when the file is read again.
    private static readonly JsonSerializerOptions AsFewEscapesAsPossible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? WriteLevels(Schema schema)
    {
        var levels = schema.Features.Where(f => f.IsCategory && !f.TakesCodes).ToDictionary(f => f.Name, f => f.Levels);
        return levels.Count == 0 ? null : JsonSerializer.Serialize(levels, AsFewEscapesAsPossible);
    }

    public static Dictionary<string, string[]> ReadLevels(string text)
    {
        const string where = "learner.attributes." + Levels;
        return Parse(text, where, root =>
        {
            var levels = new Dictionary<string, string[]>(StringComparer.Ordinal);
            foreach (var property in root.Members())
            {
                var list = property.Value.Items(CategoryCodes.Limit).Select(i => i.Text()).ToArray();
                if (list.Distinct(StringComparer.Ordinal).Count() != list.Length)
                    throw new ModelFormatException(property.Value.Path, "a level occurs twice");
                levels[property.Key] = list;
            }

            return levels;
        });
    }

    public static Calibrator ReadCalibrator(string text) =>
        Parse(text, "learner.attributes." + Calibrator, CalibratorJson.Read);

    private static T Parse<T>(string text, string where, Func<JsonAt, T> read)
    {
        try
        {
            return read(new JsonAt(JsonText.Parse(Encoding.UTF8.GetBytes(text), MaxDepth), new JsonPath(null, where)));
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(where, $"not valid JSON ({e.Message})", e);
        }
    }
}
